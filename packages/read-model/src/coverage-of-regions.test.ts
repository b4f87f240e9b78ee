import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { approved, correction, entered, event, joined } from "../../../test/events.ts";
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
import { coverage, positionAt, type Question, ratePercent } from "./index.ts";

cityForEachTest();

const partsOf = async (question: Question) => (await read((snapshot) => coverage(snapshot, question))).parts;

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
    expect(await on(other, "2021-04-09")).toMatchObject({
      numerator: 0,
      denominator: 0,
      reason: "REGION_ABOLISHED",
      successors: [county()],
    });
  });

  test("is a child of its city before, and no longer afterwards; each school is in one child", async () => {
    await merge();
    const children = (asOf: string) => partsOf({ ...common, region: city(), asOf });
    expect((await children("2021-04-08")).map(({ denominator }) => denominator)).toEqual([1, 1]);
    expect(await children("2022-01-01")).toMatchObject([{ region: { code: county() }, numerator: 2, denominator: 2 }]);
  });
});

describe("schools follow their unit", () => {
  const ids = (n: number) => `90000000-0000-4000-8000-${city()}${String(n).padStart(6, "0")}`;
  const counted = async (asOf: string, ...regions: readonly string[]) => {
    const found = [];
    for (const region of regions) {
      const { denominator, reason } = await ask({ region, asOf });
      found.push(reason ?? denominator);
    }
    return found;
  };
  const opens = (id: string, code: string, on: string | null) =>
    event("RegionOpened", { id, code, name: "县", level: "COUNTY", parent: city(), on });

  test("and not the six digits, which are given out again (K22)", async () => {
    await happens(
      opens(ids(1), county(4), null),
      primary(1, { administeredBy: ids(1), on: "1975-09-01" }),
      event("RegionMerged", { id: ids(1), into: [county()], on: "1981-01-01" }),
      opens(ids(2), county(4), "1982-01-01"),
      primary(2, { administeredBy: ids(2), on: "1985-09-01" }),
      event("RegionRecoded", { id: ids(2), newCode: county(5), on: "2000-06-01" }),
    );
    expect(await counted("1980-01-01", county(4), county())).toEqual([1, "EMPTY_SET"]);
    expect(await counted("1990-01-01", county(4), county(), county(5))).toEqual([1, 1, "REGION_NOT_YET"]);
    expect(await counted("2001-01-01", county(4), county(), county(5))).toEqual(["REGION_ABOLISHED", 1, 1]);
    expect(await counted("2001-01-01", city())).toEqual([2]);
    expect((await ask({ region: county(4), asOf: "2001-01-01" })).successors).toEqual([ids(2)]);
  });

  test("into a new one in which two end on one day (K23)", async () => {
    await happens(
      region(county(2), city()),
      region(county(3), city(), "2021-04-09"),
      primary(1),
      primary(2, { administeredBy: county(2) }),
      ...[county(), county(2)].map((id) => event("RegionMerged", { id, into: [county(3)], on: "2021-04-09" })),
    );
    const three = [county(), county(2), county(3)];
    expect(await counted("2021-04-08", ...three)).toEqual([1, 1, "REGION_NOT_YET"]);
    expect(await counted("2021-04-09", ...three)).toEqual(["REGION_ABOLISHED", "REGION_ABOLISHED", 2]);
  });

  test("into the first of several, all of which are named (K19)", async () => {
    await happens(region(county(2), city()), region(county(3), city()), primary(1));
    await happens(event("RegionMerged", { id: county(), into: [county(3), county(2)], on: "2011-08-22" }));
    expect(await counted("2022-01-01", county(2), county(3))).toEqual(["EMPTY_SET", 1]);
    expect((await ask({ asOf: "2022-01-01" })).successors).toEqual([county(3), county(2)]);
  });
});

describe("a county whose record is withdrawn", () => {
  test("is answered as before for what was known before, and the parts of its city still add up", async () => {
    const id = `90000000-0000-4000-8000-${city()}000009`;
    const opening = entered(
      id,
      event("RegionOpened", { id, code: county(2), name: "误设县", level: "COUNTY", parent: city(), on: null }),
    );
    await happens(opening, primary(1), primary(2, { administeredBy: id }));
    const { position } = await read(async (snapshot) => snapshot);
    const known = { knownAt: position };
    const parts = () => partsOf({ ...common, region: city(), asOf: "2022-01-01", ...known });
    const before = await parts();
    expect(before.map(({ denominator }) => denominator)).toEqual([1, 1]);
    await happens(correction(randomUUID(), { corrects: opening, becomes: null }));
    expect(await parts()).toEqual(before);
    expect(await ask({ region: county(2), asOf: "2022-01-01", ...known })).toMatchObject({ denominator: 1 });
    expect(await ask({ region: county(2), asOf: "2022-01-01", ...known }, { regions: ["330108"] })).toMatchObject({
      reason: "OUT_OF_SCOPE",
    });
    expect(await ask({ region: county(2), asOf: "2022-01-01" })).toMatchObject({ reason: "OUT_OF_SCOPE" });
  });
});

describe("what a city runs itself", () => {
  const partsOn = (asOf: string) => partsOf({ ...common, region: city(), asOf });

  test("is a part of its own while there is any, so that the parts add up", async () => {
    await happens(primary(1), primary(2, { administeredBy: city(), on: "2022-01-01" }));
    expect((await partsOn("2021-12-31")).map(({ own, denominator }) => [own, denominator])).toEqual([[false, 1]]);
    expect(
      (await partsOn("2022-01-01")).map(({ region: { code }, own, denominator }) => [code, own, denominator]),
    ).toEqual([
      [county(), false, 1],
      [city(), true, 1],
    ]);
  });

  test("has what lies in a county that has not begun, as long as that has none in force", async () => {
    await happens(region(county(2), city(), "2022-01-01"), primary(1, { administeredBy: county(2), on: "2021-01-01" }));
    const sums = async (asOf: string) => (await partsOn(asOf)).map(({ own, denominator }) => [own, denominator]);
    expect(await sums("2021-12-31")).toEqual([
      [false, 0],
      [true, 1],
    ]);
    expect(await sums("2022-01-01")).toEqual([
      [false, 0],
      [false, 1],
    ]);
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
    const members = await partsOf(question);
    expect(members.map(({ reason, denominator }) => reason ?? denominator)).toEqual([1, "REGION_NOT_YET"]);
    expect(await read((snapshot) => coverage(snapshot, { ...question, set: "unknown" }))).toMatchObject({
      reason: "EMPTY_SET",
    });
  });

  test("counts a member that came to lie within another one with that one, so that the parts add up", async () => {
    const other = `${city().slice(0, 4)}90`;
    await happens(
      region(other, null),
      region(county(2), other),
      primary(1),
      primary(2, { administeredBy: county(2) }),
      { type: "RegionSetDefined", data: { set: `two-${city()}`, name: "两地", members: [city(), county(2)] } },
      event("RegionMoved", { id: county(2), parent: city(), on: "2023-01-01" }),
    );
    const on = (asOf: string) =>
      read((snapshot) => coverage(snapshot, { ...common, set: `two-${city()}`, asOf }), { regions: [city(), other] });
    const told = async (asOf: string) => {
      const { denominator, parts } = await on(asOf);
      return [denominator, ...parts.map((part) => part.reason ?? part.denominator)];
    };
    expect(await told("2022-12-31")).toEqual([2, 1, 1]);
    expect(await told("2023-01-01")).toEqual([2, 2, "IN_ANOTHER_PART"]);
  });
});

describe("the answer", () => {
  test("is nothing but the reason for a region that the caller has no grant for, or that nobody knows", async () => {
    await happens(primary(1));
    expect(await ask({}, { regions: ["330108"] })).toMatchObject({
      numerator: 0,
      denominator: 0,
      reason: "OUT_OF_SCOPE",
      successors: [],
      parts: [],
    });
    expect(await ask({ region: city() }, { regions: [county()] })).toMatchObject({ reason: "OUT_OF_SCOPE" });
    expect(await ask({ region: "999999" }, { regions: ["999999", ""] })).toMatchObject({ reason: "OUT_OF_SCOPE" });
  });

  test("has no children for a county", async () => {
    expect(await partsOf({ ...common, region: county() })).toEqual([]);
  });

  test("is a percentage with two decimals, rounded half up from the whole numbers", () => {
    expect([ratePercent(74, 127), ratePercent(81, 139), ratePercent(717, 1_278)]).toEqual([58.27, 58.27, 56.1]);
    expect([ratePercent(1, 8_000), ratePercent(3, 8_000), ratePercent(34, 34), ratePercent(0, 3)]).toEqual([
      0.01, 0.04, 100, 0,
    ]);
    expect(ratePercent(0, 0)).toBeNull();
  });
});
