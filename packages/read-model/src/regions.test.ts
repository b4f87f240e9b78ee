import type { RegionEvent } from "@lianxiao/events";
import {
  childrenOf,
  heirOf,
  isWithin,
  type RegionTree,
  regionOn,
  statusOf,
  successorsOf,
  unitGranted,
  unitMeant,
  unitOf,
} from "@lianxiao/regions";
import fc from "fast-check";
import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Entered } from "../../../test/events.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { type Names, namesOf } from "../../../test/random-changes.ts";
import { happened } from "../../../test/random-history.ts";
import { regionChanges } from "../../../test/random-regions.ts";
import { treeOfEntered } from "../../../test/tree.ts";
import {
  applyBatch,
  openSnapshot,
  regionChildren,
  regionSet,
  regionsByCode,
  regionsOf,
  type Snapshot,
  type When,
} from "./index.ts";
import { holds } from "./schema/holds.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

const record = createLog();
let runs = 0;

const asked = ["2019-06-01", "2020-09-01", "2021-06-01", "2022-03-01", "2024-01-01"];
const eight = [0, 1, 2, 3, 4, 5, 6, 7];
const ten = [...eight, 8, 9];

/** What a run's codes and units are on a day, as the registry's fold of the record has it. */
const folded = (tree: RegionTree, { region, unit }: Names, asOf: string) => ({
  codes: ten.map((n) => {
    const code = region(n);
    const id = unitMeant(tree, code, asOf);
    const status = statusOf(tree, code, asOf);
    const granted = unitGranted(tree, code, asOf);
    return {
      code,
      id,
      status,
      successors: id !== undefined && status === "ABOLISHED" ? successorsOf(tree, id, asOf) : [],
      closure:
        granted === undefined
          ? []
          : eight
              .map(unit)
              .filter((id) => isWithin(tree, id, granted, asOf))
              .toSorted(),
    };
  }),
  units: eight.flatMap((n) => {
    const id = unit(n);
    if (unitOf(tree, id) === undefined) return [];
    const found = regionOn(tree, id, asOf);
    return [
      {
        id,
        now: found && [found.code, found.name, found.level, found.parent && heirOf(tree, found.parent, asOf)],
        children: childrenOf(tree, id, asOf),
      },
    ];
  }),
});

/** The units whose paths lie within one of these. */
const within = (paths: RawBuilder<unknown>, when: When) => sql`
  select p.region_id
  from unnest(${paths}) as reached (path)
  join region_path p on p.path >= reached.path and p.path < left(reached.path, -1) || '0'
  where ${holds("p", when)}
  order by 1`;

let ranges = 0;

/** The same as the tables have it. */
const stated = async (snapshot: Snapshot, { region, unit }: Names, asOf: string) => {
  const when = { asOf, knownAt: snapshot.position };
  const codes = ten.map(region);
  const found = new Map((await regionsByCode(snapshot, { codes, ...when })).map((one) => [one.code, one]));
  const pos = snapshot.position;
  // By ranges of paths, as the scope of readers is, and by following the tree, which must be the same.
  const { rows } = await sql<{ code: string; closure: string[]; followed: string[] }>`
    select code, array(${within(sql`granted_paths(array[code], '{}', ${asOf}, ${pos})`, { asOf, knownAt: pos })}) as closure,
      array(select id from reach(unit_granted(code, ${asOf}, ${pos}), ${asOf}, ${pos}) as id order by id) as followed
    from unnest(${codes}::text[]) as code`.execute(snapshot.sql);
  for (const { closure, followed } of rows) expect(closure).toEqual(followed);
  const { rows: all } = await sql<{ id: string; closure: string[]; followed: string[] }>`
    select id, array(${within(sql`array[own.path]`, { asOf, knownAt: pos })}) as closure,
      array(select unit from reach(id, ${asOf}, ${pos}) as unit order by unit) as followed
    from unnest(${eight.map(unit)}::text[]) as id
    join region_path own on own.region_id = id and ${holds("own", { asOf, knownAt: pos })}`.execute(snapshot.sql);
  for (const { closure, followed } of all) expect(closure).toEqual(followed);
  ranges += all.filter(({ closure }) => closure.length > 1).length;
  const closures = new Map(rows.map(({ code, closure }) => [code, closure]));
  const units = [];
  for (const one of await regionsOf(snapshot, { ids: eight.map(unit), ...when })) {
    const { id, code, name, level, parent, status } = one;
    const children = await regionChildren(snapshot, { id, ...when });
    units.push({
      id,
      now: status === "IN_FORCE" ? [code, name, level, parent] : undefined,
      children: children.map((child) => child.id),
    });
  }
  return {
    codes: codes.map((code) => {
      const { id, status = "UNKNOWN", successors = [] } = found.get(code) ?? {};
      return { code, id, status, successors, closure: closures.get(code)?.toSorted() };
    }),
    units,
  };
};

test("after any changes the tables say of the tree what the registry's own fold of it says", async () => {
  const seen = { recoded: 0, merged: 0, again: 0, withdrawn: 0 };
  const note = (records: readonly Entered[]) => {
    const types = records.map(({ event }) => event.type);
    seen.recoded += types.filter((type) => type === "RegionRecoded").length;
    seen.merged += types.filter((type) => type === "RegionMerged").length;
    seen.again += types.filter((type) => type === "RegionOpened").length - 6;
    seen.withdrawn += types.filter((type) => type === "Corrected").length;
  };
  const property = fc.asyncProperty(
    fc.array(regionChanges, { minLength: 8, maxLength: 20, size: "max" }),
    async (changes) => {
      runs += 1;
      const names = namesOf(runs);
      const records = happened(names, changes);
      note(records);
      await applyBatch(
        db,
        records.map((one) => record(one)),
      );
      const tree = treeOfEntered(records);
      const snapshot = await openSnapshot(db, { regions: [] }, { today: "2020-01-01" });
      try {
        for (const asOf of asked) expect(await stated(snapshot, names, asOf)).toEqual(folded(tree, names, asOf));
      } finally {
        await snapshot.end();
      }
    },
  );
  await fc.assert(property, { numRuns: 60 });
  // Changes that are all refused would show nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  expect(ranges).toBeGreaterThan(100);
}, 120_000);

test("the base table is there before the first event, and a set as it was defined at each position", async () => {
  const set = (members: string[]): RegionEvent => ({
    type: "RegionSetDefined",
    data: { set: "urban", name: "城区", members },
  });
  const log = [set(["330102"]), set(["330102", "330108"])].map((event) => record(event));
  await applyBatch(db, log);
  const snapshot = await openSnapshot(db, { regions: [] }, { today: "2020-01-01" });
  const found = await regionsByCode(snapshot, { codes: ["330108", "429004"], asOf: "1990-01-01", knownAt: -1n });
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
