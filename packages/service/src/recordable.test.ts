import { after, type SchoolEvent } from "@lianxiao/events";
import { planted, regionMeaning } from "@lianxiao/regions";
import { describe, expect, test } from "vitest";
import { event, opened, schoolId } from "../../../test/events.ts";
import { corrects, knownSchool } from "../../../test/known.ts";
import type { Principal } from "./principal.ts";
import { closedBefore, recordableFrom } from "./recordable.ts";
import { schoolOf } from "./subject.ts";

const school = schoolId(1);
const today = "2026-11-22";
const first = "2025-09-01";
const dayBefore = "2025-08-31";

// Builders of events give one of any category; these are a school's.
const renamed = (on: string) => event("SchoolRenamed", { schoolId: school, on, name: `名 ${on}` }) as SchoolEvent;
const own = knownSchool(school, opened(school) as SchoolEvent, renamed("2026-09-01"), renamed("2021-09-01"));

const county: Principal = { subject: "county", role: "county", region: "330108" };
const city: Principal = { subject: "city", role: "city", region: "330100" };
const province: Principal = { subject: "province", role: "province", region: "330000" };
const account: Principal = { subject: "account", role: "member", schoolCode: "2133000001" };

const may = (
  principal: Principal,
  record: SchoolEvent | ReturnType<typeof corrects<SchoolEvent>>,
  { regions = ["330108"], tree = planted } = {},
) =>
  closedBefore(schoolOf(school).language.meaning, own, { said: [record], principal, regions, tree, today }) ===
  undefined;

test.each([
  ["2026-09-01", "2025-09-01"],
  ["2026-12-31", "2025-09-01"],
  ["2026-08-31", "2024-09-01"],
  ["2026-01-01", "2024-09-01"],
])("on %s the previous school year begins on %s", (day, from) => expect(recordableFrom(day, 1)).toBe(from));

describe("a late record", () => {
  test("is allowed to every authorised caller for the current and the previous school year", () => {
    expect(may(county, renamed(first))).toBe(true);
    expect(may(county, renamed(dayBefore))).toBe(false);
  });
  test("from further back needs a bureau above all responsible regions", () => {
    expect(may(city, renamed(dayBefore))).toBe(true);
    expect(may(city, renamed(dayBefore), { regions: ["330108", "330102"] })).toBe(true);
    expect(may(city, renamed(dayBefore), { regions: ["330108", "330100"] })).toBe(false);
    expect(may(city, renamed(dayBefore), { regions: ["330108", "330203"] })).toBe(false);
    expect(may(province, renamed(dayBefore), { regions: ["330100", "330203", "330000"] })).toBe(true);
  });
  test("is one before another of its type: any other record of the past is unrestricted", () =>
    expect(may(county, event("SchoolClosed", { schoolId: school, on: "2022-09-01" }) as SchoolEvent)).toBe(true));
  test("from further back is never allowed to a school account, nor is any other record", () => {
    const closed = event("SchoolClosed", { schoolId: school, on: dayBefore }) as SchoolEvent;
    for (const regions of [["330108"], []]) expect(may(account, closed, { regions })).toBe(false);
    expect(may(account, renamed(dayBefore))).toBe(false);
    expect(may(account, renamed(first))).toBe(true);
  });
});

describe("a region's own period", () => {
  const set = (id: string, schoolYears: number, on = "2026-09-01") => ({
    type: "BackdatingPeriodSet" as const,
    data: { id, schoolYears, on, precision: "DAY" as const },
  });
  const treeOf = (...events: readonly ReturnType<typeof set>[]) => {
    const facts = events.map((event, index) => ({ id: String(index), on: event.data.on, event }));
    return facts.reduce((tree, fact) => after(regionMeaning, tree, fact), planted);
  };

  test("allows more school years to its bureaus and to those of the regions below it", () => {
    for (const id of ["330108", "330100", "330000"]) {
      const tree = treeOf(set(id, 2));
      expect(may(county, renamed(dayBefore), { tree })).toBe(true);
      expect(may(county, renamed("2024-08-31"), { tree })).toBe(false);
    }
  });
  test("may be shorter; the nearest one applies, and the shortest of several regions", () => {
    const tree = treeOf(set("330100", 5), set("330108", 0));
    expect(may(county, renamed("2026-09-01"), { tree })).toBe(true);
    expect(may(county, renamed("2026-08-31"), { tree })).toBe(false);
    expect(may(county, renamed(dayBefore), { regions: ["330102"], tree })).toBe(true);
    expect(may(county, renamed(dayBefore), { regions: ["330102", "330108"], tree })).toBe(false);
  });
  test("applies from its day on", () =>
    expect(may(county, renamed(dayBefore), { tree: treeOf(set("330108", 9, "2026-11-23")) })).toBe(false));
});

describe("a correction", () => {
  test("is limited by both its old and its new day", () => {
    expect(may(county, corrects<SchoolEvent>(1, renamed(first)))).toBe(true);
    expect(may(county, corrects<SchoolEvent>(1, renamed(dayBefore)))).toBe(false);
    expect(may(county, corrects<SchoolEvent>(2, renamed(first)))).toBe(false);
    expect(may(city, corrects<SchoolEvent>(2, renamed(first)))).toBe(true);
  });
  test("that withdraws a record is limited by the day of that record", () => {
    expect(may(county, corrects<SchoolEvent>(1, null))).toBe(true);
    expect(may(county, corrects<SchoolEvent>(2, null))).toBe(false);
    expect(may(account, corrects<SchoolEvent>(2, null))).toBe(false);
  });
});
