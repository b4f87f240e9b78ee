import { describe, expect, test } from "vitest";
import { baseRegions, source } from "./base.ts";

const regions = new Map(baseRegions.map((region) => [region.code, region]));

describe("the base table of 2023-06-30", () => {
  test("has its source and date", () => {
    expect(source).toEqual({
      nameZh: "国家统计局 统计用区划代码（2023 年）",
      asOf: "2023-06-30",
      publishedOn: "2023-09-11",
    });
  });

  test("has 31 provinces, 333 prefecture-level units and 2,975 counties, each code once", () => {
    const count = (level: string) => baseRegions.filter((region) => region.level === level).length;
    expect([count("PROVINCE"), count("CITY"), count("COUNTY")]).toEqual([31, 333, 2975]);
    expect(regions.size).toBe(baseRegions.length);
  });

  test("nests province, city and county", () => {
    expect(regions.get("330000")).toEqual({
      id: "330000",
      code: "330000",
      name: "浙江省",
      level: "PROVINCE",
      parent: null,
    });
    expect(regions.get("330100")).toEqual({
      id: "330100",
      code: "330100",
      name: "杭州市",
      level: "CITY",
      parent: "330000",
    });
    expect(regions.get("330108")).toEqual({
      id: "330108",
      code: "330108",
      name: "滨江区",
      level: "COUNTY",
      parent: "330100",
    });
  });

  test("gives every unit except provinces a parent in the table", () => {
    const orphans = baseRegions.filter(({ level, parent }) =>
      level === "PROVINCE" ? parent !== null : !regions.has(parent ?? ""),
    );
    expect(orphans).toEqual([]);
  });

  test("makes a county administered by its province (省直辖县) a child of the province", () => {
    expect(regions.get("429004")).toEqual({
      id: "429004",
      code: "429004",
      name: "仙桃市",
      level: "COUNTY",
      parent: "420000",
    });
    expect(regions.get("110101")?.parent).toBe("110000");
    expect(["429000", "110100", "500200"].filter((code) => regions.has(code))).toEqual([]);
  });

  test("has a city without districts once, as a city", () => {
    expect(regions.get("441900")).toEqual({
      id: "441900",
      code: "441900",
      name: "东莞市",
      level: "CITY",
      parent: "440000",
    });
  });

  test("has the development zones of 威海 besides its four other counties", () => {
    const counties = baseRegions.filter(({ parent }) => parent === "371000").map(({ code }) => code);
    expect(counties).toEqual(["371002", "371003", "371071", "371072", "371073", "371082", "371083"]);
  });
});
