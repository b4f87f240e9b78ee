import { describe, expect, test } from "vitest";
import { type AnyEvent, approved, event, joined } from "../../../test/events.ts";
import { city, cityForEachTest, common, county, group, happens, primary, read, region, school } from "./fixture.ts";
import { coverage, excludedFrom, type Question } from "./index.ts";

cityForEachTest();

const define = (id: string, on: string, options: object, text = "教学点计入"): AnyEvent =>
  event("RateDefinedLocally", { id, rate: "GROUP", options: { ...options }, text, on });
const teachingPoints = { includeTeachingPoints: true };

const asked = (place: string, question: Partial<Question> = {}) =>
  read((snapshot) => coverage(snapshot, { ...common, ...question, region: place, local: true }));
const fractions = async (place: string, days: readonly string[], question: Partial<Question> = {}) => {
  const found = [];
  for (const asOf of days) {
    const { numerator, denominator } = await asked(place, { ...question, asOf });
    found.push(`${numerator}/${denominator}`);
  }
  return found;
};

/** A school and a 教学点 in a group of the county. */
const grouped = () =>
  happens(primary(1), primary(2, { type: "218" }), ...approved(group(1), school(1)), joined(school(2), group(1)));

describe("a region's own definition (地方口径)", () => {
  test("applies from its day until the next one or its end, where it is asked for", async () => {
    await grouped();
    await happens(
      define(county(), "2023-01-01", teachingPoints),
      define(county(), "2024-01-01", {}, "按公布口径"),
      define(county(), "2025-01-01", teachingPoints),
      event("LocalDefinitionEnded", { id: county(), rate: "GROUP", on: "2026-01-01" }),
    );
    const days = ["2022-12-31", "2023-01-01", "2024-01-01", "2025-01-01", "2026-01-01"];
    expect(await fractions(county(), days)).toEqual(["0/1", "2/2", "0/1", "2/2", "0/1"]);
    expect(await read((snapshot) => coverage(snapshot, { ...common, region: county() }))).toMatchObject({
      denominator: 1,
      local: undefined,
    });
    expect((await asked(county())).local).toEqual({
      region: county(),
      since: "2023-01-01",
      options: teachingPoints,
      text: "教学点计入",
    });
  });

  test("applies below it where there is none, and the nearest one wins", async () => {
    await grouped();
    await happens(define(city(), "2023-01-01", teachingPoints), define(county(), "2024-01-01", {}));
    expect(await fractions(county(), ["2023-06-01", "2024-06-01"])).toEqual(["2/2", "0/1"]);
    expect((await asked(county())).local).toMatchObject({ region: city() });
    // The parts of a region are counted by its definition, so that they add up.
    const { denominator, parts } = await asked(city(), { asOf: "2024-06-01" });
    expect([denominator, ...parts.map((part) => part.denominator)]).toEqual([2, 2]);
  });

  test("is of one rate, applies to what is left out as well, and gives way to options that are asked for", async () => {
    await grouped();
    await happens(define(county(), "2023-01-01", teachingPoints));
    expect(await fractions(county(), ["2023-09-01"], { rate: "TIGHT" })).toEqual(["0/1"]);
    expect(await fractions(county(), ["2023-09-01"], { options: { includeTeachingPoints: false } })).toEqual(["0/1"]);
    const left = (local: boolean) => read((snapshot) => excludedFrom(snapshot, { ...common, region: county(), local }));
    expect(await left(false)).toEqual([{ reason: "TEACHING_POINT", subjects: 1 }]);
    expect(await left(true)).toEqual([]);
  });

  test("ends with its region", async () => {
    await grouped();
    await happens(define(county(), "2023-01-01", teachingPoints), region(county(2), city()));
    await happens(event("RegionMerged", { id: county(), into: [county(2)], on: "2024-01-01" }));
    const { reason, local } = await asked(county(), { asOf: "2024-06-01" });
    expect([reason, local]).toEqual(["REGION_ABOLISHED", undefined]);
  });

  test("is as it was known then", async () => {
    await grouped();
    await happens(region(county(2), city()));
    const { position } = await read(async (snapshot) => snapshot);
    await happens(define(county(), "2023-01-01", teachingPoints));
    expect(await fractions(county(), ["2023-09-01"], { knownAt: position })).toEqual(["0/1"]);
    expect(await fractions(county(), ["2023-09-01"])).toEqual(["2/2"]);
  });
});
