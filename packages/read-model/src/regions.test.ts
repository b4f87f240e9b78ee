import type { RegionEvent } from "@lianxiao/events";
import { covers, grow, planted, type RegionTree, regionAt, statusOf, successorOf } from "@lianxiao/regions";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { applyBatch, openSnapshot, regionChildren, regionSet, regionsOf, type Snapshot } from "./index.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

const days = ["2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01"];
const asked = ["2019-06-01", "2020-01-01", "2021-06-01", "2024-01-01"];

/** Numbers stand for codes of the run: 0 a province, 1 and 2 cities of it, the others counties. */
const number = fc.nat({ max: 6 });
const change = fc.oneof(
  fc.record({
    type: fc.constant("RegionOpened" as const),
    code: number,
    parent: fc.nat({ max: 2 }),
    on: fc.option(fc.constantFrom(...days)),
  }),
  fc.record({ type: fc.constant("RegionMerged" as const), code: number, into: number, on: fc.constantFrom(...days) }),
  fc.record({
    type: fc.constant("RegionRecoded" as const),
    code: number,
    newCode: fc.nat({ max: 8 }),
    on: fc.constantFrom(...days),
  }),
);

const eventOf = (
  codeOf: (n: number) => string,
  given: typeof change extends fc.Arbitrary<infer T> ? T : never,
): RegionEvent => {
  const precision = "DAY" as const;
  const code = codeOf(given.code);
  if (given.type === "RegionMerged")
    return { type: given.type, data: { code, into: codeOf(given.into), on: given.on, precision } };
  if (given.type === "RegionRecoded")
    return { type: given.type, data: { code, newCode: codeOf(given.newCode), on: given.on, precision } };
  return {
    type: given.type,
    data: { code, name: code, level: "COUNTY", parent: codeOf(given.parent), on: given.on, precision },
  };
};

/** A change of units that are in force before, on and after its day, as the registry would let it pass. */
const isPossible = (tree: RegionTree, { type, data }: RegionEvent): boolean => {
  if (type === "RegionSetDefined") return true;
  const on = data.on ?? "1950-01-01";
  const before = `${Number(on.slice(0, 4)) - 1}-12-31`;
  const inForce = (code: string) => [before, on, "2199-01-01"].every((day) => statusOf(tree, code, day) === "IN_FORCE");
  const isNew = (code: string) => statusOf(tree, code, on) === "UNKNOWN";
  const areSameLevel = (one: string, other: string) => one !== other && /[0-2]$/.test(one) === /[0-2]$/.test(other);
  if (type === "RegionOpened") return data.code !== data.parent && (isNew(data.code) || inForce(data.code));
  if (type === "RegionMerged") return areSameLevel(data.code, data.into) && inForce(data.code) && inForce(data.into);
  return inForce(data.code) && isNew(data.newCode);
};

/** What a run's codes stand for on a day, as the registry's fold of the events has it. */
const folded = (tree: RegionTree, codes: readonly string[], asOf: string) =>
  codes.map((code) => {
    const status = statusOf(tree, code, asOf);
    return {
      code,
      status,
      parent: regionAt(tree, code, asOf)?.parent,
      successor: status === "ABOLISHED" ? successorOf(tree, code, asOf) : null,
      closure: codes.filter((other) => covers(tree, code, other, asOf)),
      children: codes.filter((other) => regionAt(tree, other, asOf)?.parent === code),
    };
  });

/** The same as the tables have it. */
const stated = async (snapshot: Snapshot, codes: readonly string[], asOf: string) => {
  const when = { asOf, knownAt: snapshot.position };
  const found = new Map((await regionsOf(snapshot, { codes, ...when })).map((region) => [region.code, region]));
  const { rows } = await sql<{ code: string; closure: string[] }>`
    select code, closure(array[code], ${asOf}::date, ${snapshot.position}::int8) as closure
    from unnest(${codes}::text[]) as code`.execute(snapshot.sql);
  const closures = new Map(rows.map(({ code, closure }) => [code, closure]));
  const stated = [];
  for (const code of codes) {
    const region = found.get(code);
    const status = region?.status ?? "UNKNOWN";
    const parent = status === "IN_FORCE" ? region?.parent : undefined;
    const children = await regionChildren(snapshot, { code, ...when });
    stated.push({
      code,
      status,
      parent,
      successor: region?.successor ?? null,
      closure: closures.get(code),
      children: children.map((child) => child.code),
    });
  }
  return stated;
};

const record = createLog();
let run = 0;

test("after any changes the tables say of the tree what the registry's own fold of it says", async () => {
  const property = fc.asyncProperty(fc.array(change, { maxLength: 12, size: "max" }), async (changes) => {
    run += 1;
    const codes = Array.from({ length: 9 }, (_, n) => `9${String(run).padStart(4, "0")}${n}`);
    const codeOf = (n: number) => codes[n] ?? "";
    const root: RegionEvent[] = [0, 1, 2].map((n) => ({
      type: "RegionOpened",
      data: {
        code: codeOf(n),
        name: codeOf(n),
        level: "CITY",
        parent: n === 0 ? null : codeOf(0),
        on: null,
        precision: "DAY",
      },
    }));
    let tree = planted;
    const events = [...root, ...changes.map((given) => eventOf(codeOf, given))].filter((event) => {
      if (!isPossible(tree, event)) return false;
      tree = grow(tree, event);
      return true;
    });
    await applyBatch(
      db,
      events.map((event) => record(event)),
    );
    const snapshot = await openSnapshot(db, { regions: [] }, { today: "2020-01-01" });
    try {
      for (const asOf of asked) expect(await stated(snapshot, codes, asOf)).toEqual(folded(tree, codes, asOf));
    } finally {
      await snapshot.end();
    }
  });
  await fc.assert(property, { numRuns: 50 });
}, 120_000);

test("the base table is there before the first event, and a set as it was defined at each position", async () => {
  const set = (members: string[]): RegionEvent => ({
    type: "RegionSetDefined",
    data: { set: "urban", name: "城区", members },
  });
  const log = [set(["330102"]), set(["330102", "330108"])].map((event) => record(event));
  await applyBatch(db, log);
  const snapshot = await openSnapshot(db, { regions: [] }, { today: "2020-01-01" });
  const found = await regionsOf(snapshot, { codes: ["330108", "429004"], asOf: "1990-01-01", knownAt: -1n });
  const known = [];
  for (const knownAt of [-1n, ...log.map(({ position }) => position)])
    known.push((await regionSet(snapshot, { id: "urban", knownAt }))?.members);
  await snapshot.end();
  expect(found.map(({ name, parent, status }) => [name, parent, status])).toEqual([
    ["滨江区", "330100", "IN_FORCE"],
    ["仙桃市", "420000", "IN_FORCE"],
  ]);
  expect(known).toEqual([undefined, ["330102"], ["330102", "330108"]]);
});
