import { describe, expect, test } from "vitest";
import { approved, event, joined } from "../../../test/events.ts";
import {
  ask,
  city,
  cityForEachTest,
  common,
  county,
  group,
  happens,
  happensAt,
  primary,
  read,
  region,
  school,
} from "./fixture.ts";
import { coverage, coverageOfChildren, positionAt, type Question, ratePercent } from "./index.ts";

cityForEachTest();

describe("what was known", () => {
  test("a joining recorded in March with effect from September shows from March on, for September (F12)", async () => {
    const at = (time: string) => new Date(`${time}T00:00:00+08:00`);
    const founded = approved(group(1), school(1), { on: "2030-01-01" });
    await happensAt(at("2030-09-01"), primary(1), primary(2), ...founded);
    await happensAt(at("2031-03-15"), joined(school(2), group(1), { on: "2030-09-01" }));
    const known = (time: string) =>
      read(async (snapshot) => {
        const knownAt = await positionAt(snapshot, at(time));
        const { numerator, denominator } = await coverage(snapshot, {
          ...common,
          region: county(),
          asOf: "2030-09-15",
          knownAt,
        });
        return `${numerator}/${denominator}`;
      });
    expect(await known("2030-10-01")).toBe("0/2");
    expect(await known("2031-04-01")).toBe("2/2");
  });
});

describe("a region that was merged away", () => {
  const merge = async () => {
    const other = county(2);
    await happens(region(other, city()), primary(1), primary(2, { administeredBy: other }));
    await happens(...approved(group(1), school(1)), joined(school(2), group(1)));
    await happens(event("RegionMerged", { id: other, into: [county()], on: "2021-04-09" }));
    return other;
  };

  test("counts for itself before, and with its successor afterwards, with no school rewritten", async () => {
    const other = await merge();
    const on = (region: string, asOf: string) => ask({ region, asOf: asOf, rate: "GROUP" });
    expect(await on(other, "2021-04-08")).toMatchObject({ denominator: 1, reason: null });
    expect(await on(county(), "2021-04-08")).toMatchObject({ denominator: 1 });
    expect(await on(county(), "2021-04-09")).toMatchObject({ denominator: 2 });
    expect(await on(other, "2021-04-09")).toEqual({
      numerator: 0,
      denominator: 0,
      reason: "REGION_ABOLISHED",
      successors: [county()],
    });
  });

  test("is a child of its city before, and no longer afterwards; each school is in one child", async () => {
    await merge();
    const children = (asOf: string) =>
      read((snapshot) => coverageOfChildren(snapshot, { ...common, region: city(), asOf }));
    expect((await children("2021-04-08")).map(({ denominator }) => denominator)).toEqual([1, 1]);
    expect(await children("2022-01-01")).toMatchObject([{ code: county(), numerator: 2, denominator: 2 }]);
  });
});

describe("a set of regions", () => {
  test("is counted as one, and its members one by one; what has no number says why", async () => {
    await happens(region(county(3), city(), "2025-01-01"), primary(1), primary(2, { administeredBy: city() }));
    await happens({
      type: "RegionSetDefined",
      data: { set: `urban-${city()}`, name: "城区", members: [county(), county(3)] },
    });
    const question: Question = { ...common, set: `urban-${city()}` };
    expect(await read((snapshot) => coverage(snapshot, question))).toMatchObject({ denominator: 1, reason: null });
    const members = await read((snapshot) => coverageOfChildren(snapshot, question));
    expect(members.map(({ reason, denominator }) => reason ?? denominator)).toEqual([1, "REGION_NOT_YET"]);
    expect(await read((snapshot) => coverage(snapshot, { ...question, set: "unknown" }))).toMatchObject({
      reason: "EMPTY_SET",
    });
  });
});

describe("the answer", () => {
  test("is nothing but the reason for a region that the caller has no grant for, or that nobody knows", async () => {
    await happens(primary(1));
    expect(await ask({}, { regions: ["330108"] })).toEqual({
      numerator: 0,
      denominator: 0,
      reason: "OUT_OF_SCOPE",
      successors: [],
    });
    expect(await ask({ region: city() }, { regions: [county()] })).toMatchObject({ reason: "OUT_OF_SCOPE" });
    expect(await ask({ region: "999999" }, { regions: ["999999", ""] })).toMatchObject({ reason: "OUT_OF_SCOPE" });
  });

  test("has no children for a county", async () => {
    expect(await read((snapshot) => coverageOfChildren(snapshot, { ...common, region: county() }))).toEqual([]);
  });

  test("is a percentage with two decimals, rounded half up from the whole numbers", () => {
    expect([ratePercent(74, 127), ratePercent(81, 139), ratePercent(717, 1_278)]).toEqual([58.27, 58.27, 56.1]);
    expect([ratePercent(1, 8_000), ratePercent(3, 8_000), ratePercent(34, 34), ratePercent(0, 3)]).toEqual([
      0.01, 0.04, 100, 0,
    ]);
    expect(ratePercent(0, 0)).toBeNull();
  });
});
