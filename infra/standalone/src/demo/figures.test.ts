import { describe, expect, test } from "vitest";
import { folded } from "./fold.ts";
import { plan } from "./plan.ts";

const world = folded(plan);
const groupKinds = ["GROUP", "ALLIANCE", "ZONE", "GREATER_ZONE", "ENTRUSTED", "COMMUNITY", "COLLABORATIVE"];

const coverage = (regions: readonly string[], day: string, { kinds = groupKinds, known = world } = {}) => {
  const schools = regions.flatMap((region) => known.schools(region, day));
  const campuses = schools.map(({ id }) => ({
    all: known.campusesOf(id, day).length,
    in: known.coveredCampuses(id, kinds, day).length,
  }));
  const sum = (of: readonly number[]) => of.reduce((total, one) => total + one, 0);
  return {
    schools: [campuses.filter((school) => school.all === school.in).length, schools.length],
    campuses: [sum(campuses.map((school) => school.in)), sum(campuses.map((school) => school.all))],
  };
};
const types = (region: string, day: string) => Map.groupBy(world.schools(region, day), ({ type }) => type);

describe("滨江 on 2023-09-01", () => {
  const day = "2023-09-01";
  const own = new Set(world.schools("330108", day).map(({ id }) => id));
  const returns = world.of("school/record-annual-return").filter(({ id }) => own.has(id));
  const sum = (field: "pupils" | "teachers", stage: "PRIMARY" | "JUNIOR") =>
    returns.reduce((total, one) => total + (one[field]?.[stage] ?? 0), 0);

  test("BJ3: has 34 schools with 36 campuses", () => {
    const campuses = (type: string) =>
      (types("330108", day).get(type) ?? []).flatMap(({ id }) => world.campusesOf(id, day)).length;
    expect([...types("330108", day)].map(([type, schools]) => [type, schools.length, campuses(type)])).toEqual([
      ["312", 5, 6],
      ["311", 9, 9],
      ["211", 20, 21],
    ]);
    expect(world.schools("330108", day, ["211", "312"])).toHaveLength(25);
    expect(world.schools("330108", day, ["311", "312"])).toHaveLength(14);
  });

  test("BJ1: has all of them in ten groups", () => {
    expect(coverage(["330108"], day)).toEqual({ schools: [34, 34], campuses: [36, 36] });
    expect(world.active(groupKinds, day).filter((group) => group.region === "330108")).toHaveLength(10);
  });

  test("BJ3: has 49,089 pupils and 3,224 teachers, by stage", () => {
    expect(new Set(returns.map(({ id }) => id)).size).toBe(34);
    expect([sum("pupils", "PRIMARY"), sum("pupils", "JUNIOR")]).toEqual([36_825, 12_264]);
    expect([sum("teachers", "PRIMARY"), sum("teachers", "JUNIOR")]).toEqual([2_078, 1_146]);
  });

  test("BJ3: has one private school, with 1,595 pupils", () => {
    const notPublic = world.schools("330108", day).filter(({ ownership }) => ownership === "PRIVATE");
    const figures = returns.find(({ id }) => id === notPublic[0]?.id);
    expect(notPublic).toHaveLength(1);
    expect(figures?.pupils).toEqual({ PRIMARY: 955, JUNIOR: 640 });
  });

  test("gives pupils and teachers to the stages that a school has, and to no other", () => {
    const wrong = returns.filter(({ id, pupils, teachers }) => {
      const type = world.schools("330108", day).find((school) => school.id === id)?.type;
      const primary = type !== "311";
      const junior = type !== "211";
      return [pupils, teachers].some(
        (count) => (count?.PRIMARY ?? 0) > 0 !== primary || (count?.JUNIOR ?? 0) > 0 !== junior,
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe("杭州", () => {
  const urbanSix = ["330102", "330103", "330104", "330105", "330106", "330108"];

  test("HG1: has 58.27 % at the end of 2018, and its six urban districts 83.85 %", () => {
    expect(coverage(["330100"], "2018-12-31").schools).toEqual([162, 278]);
    expect(coverage(urbanSix, "2018-12-31").schools).toEqual([109, 130]);
    expect((162 / 278).toFixed(4)).toBe("0.5827");
    expect((109 / 130).toFixed(4)).toBe("0.8385");
  });

  test("has schools in each of its 13 county units of 2018, and 22 of 滨江's 34", () => {
    const counties = ["330109", "330110", "330111", "330112", "330122", "330127", "330182", ...urbanSix];
    expect(counties.filter((county) => world.schools(county, "2018-12-31").length > 0)).toHaveLength(13);
    expect(coverage(["330108"], "2018-12-31").schools).toEqual([19, 22]);
  });

  test("SC1: has 江干's schools in 江干 in 2020 and in 上城 in 2022", () => {
    const ids = (region: string, day: string) => new Set(world.schools(region, day).map(({ id }) => id));
    const own = ids("330104", "2020-09-01");
    expect(own.size).toBe(28);
    expect(ids("330104", "2022-09-01").size).toBe(0);
    expect(ids("330102", "2022-09-01").isSupersetOf(own)).toBe(true);
    expect(ids("330102", "2020-09-01").isDisjointFrom(own)).toBe(true);
  });

  test("hands schools over to 临平 and 钱塘 on 2021-04-09", () => {
    const count = (region: string) => ["2021-04-08", "2021-04-09"].map((day) => world.schools(region, day).length);
    expect([count("330110"), count("330113"), count("330109"), count("330114")]).toEqual([
      [34, 20],
      [0, 14],
      [36, 22],
      [0, 14],
    ]);
    expect(["2021-04-08", "2021-04-09"].map((day) => world.schools("330100", day).length)).toEqual([284, 284]);
  });
});

describe("福田 on 2024-12-31", () => {
  const day = "2024-12-31";

  test("FT4, FT1: has 116 campuses and seven groups", () => {
    expect(coverage(["440304"], day).campuses[1]).toBe(116);
    expect(world.active(["GROUP"], day).filter((group) => group.region === "440304")).toHaveLength(7);
  });

  test("FT3: has 27 campuses in nine greater zones, counted once", () => {
    expect(world.active(["GREATER_ZONE"], day)).toHaveLength(9);
    expect(coverage(["440304"], day, { kinds: ["ZONE", "GREATER_ZONE"] }).campuses).toEqual([27, 116]);
    expect((27 / 116).toFixed(4)).toBe("0.2328");
  });
});

test("MY1: 茫崖 has a different list of schools and 教学点 each time", () => {
  const names = ["2019-09-01", "2021-09-01", "2023-09-01", "2026-09-01"].map((day) =>
    world.units("632803", day).map(({ name }) => name),
  );
  expect(names).toEqual([
    ["茫崖市第一中学", "茫崖市第二中学", "冷湖中学"],
    ["茫崖市第一中学", "茫崖市第二中学", "冷湖镇教学点"],
    ["茫崖市第一中学", "茫崖市第二完全小学", "冷湖镇教学点", "茫崖市实验小学"],
    ["茫崖市第一中学", "茫崖镇教学点", "冷湖镇教学点", "茫崖市实验小学"],
  ]);
});

test("F12: a joining of September 2024 was not known of in October, and was in April", () => {
  const known = (at: string) => coverage(["370786"], "2024-09-15", { known: folded(plan, new Date(at)) }).schools;
  expect(known("2024-10-01T00:00:00Z")).toEqual([24, 69]);
  expect(known("2025-04-01T00:00:00Z")).toEqual([25, 69]);
});
