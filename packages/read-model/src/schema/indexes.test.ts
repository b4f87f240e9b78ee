import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { execute, freshReadModel } from "../../../../test/projection.ts";
import { common } from "../fixture.ts";
import {
  coverage,
  group,
  groupMembers,
  groupProposals,
  groups,
  groupsById,
  openSnapshot,
  positionAt,
  proposals,
  regionChildren,
  regionSet,
  regionsByCode,
  regionsOf,
  type Snapshot,
  school,
  schoolMemberships,
  schoolProposals,
  schools,
  schoolsById,
} from "../index.ts";

const county = "330108";
const when = { asOf: "2026-01-01", knownAt: 5n } as const;
const page = { ...when, first: 20 };
const schoolIds = ["s0001", "s0700"];
const groupIds = ["g0001", "g0700"];
const code = "2100000001";

/** One school for each unit, which leads a group of its own, and everything else of a school or a group. */
const rows = `
  insert into school
    select 's' || lpad(n::text, 4, '0'), (2100000000 + n)::text, '学校' || n, '211', '831', '111', region_id, region_id,
      true, false, '[2015-09-01,)', '[0,)'
    from (select region_id, row_number() over (order by region_id = '${county}' desc, region_id) as n from region) unit;
  insert into administration select school_id, administered_by, '(,)', '[0,)' from school;
  insert into campus select school_id, '1', '本部', '[2015-09-01,)', '[0,)' from school;
  insert into annual_return select school_id, 2025, 'PRIMARY', 10, 1, '[2025-09-01,2026-09-01)', '[0,)' from school;
  insert into school_group
    select 'g' || substr(school_id, 2), '集团' || school_id, 'GROUP', 'LOOSE', school_id, administered_by, 'ACTIVE',
      '[2020-09-01,)', '[0,)'
    from school;
  insert into membership
    select school_id, 'g' || substr(school_id, 2), 'MEMBER', 'LOOSE', 'GROUP', null, '2020-09-01', '[2020-09-01,)', '[0,)'
    from school;
  insert into membership_proposal
    select 'p' || school_id, school_id, group_id, 'GROUP', '2020-09-01', 'GROUP', 'MEMBER', 'LOOSE', null, 'WAITING', null,
      '(,)', '[0,)'
    from membership;
  insert into region_set select 'set' || n, '集', array['${county}'], null, '(,)', '[0,)' from generate_series(1, 3000) n;
  insert into moment select '2020-01-01'::timestamptz + n * interval '1 second', n from generate_series(0, 3000) n;
  update checkpoint set position = 5;
  analyze;`;

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
  await execute(db, `set search_path = "${db.schema}"; ${rows}`);
});
afterAll(() => db.drop());

const asks: Readonly<Record<string, (snapshot: Snapshot) => Promise<unknown>>> = {
  "schools of the reader": (snapshot) => schools(snapshot, page),
  "a school by code": (snapshot) => school(snapshot, { ...when, code }),
  "schools by id": (snapshot) => schoolsById(snapshot, { ...when, ids: schoolIds }),
  "stays of schools": (snapshot) => schoolMemberships(snapshot, { ...when, schoolIds }),
  "proposals of schools": (snapshot) => schoolProposals(snapshot, { ...when, schoolIds }),
  "groups of the reader": (snapshot) => groups(snapshot, page),
  "a group": (snapshot) => group(snapshot, { ...when, id: "g0001" }),
  "groups by id": (snapshot) => groupsById(snapshot, { ...when, ids: groupIds }),
  "members of groups": (snapshot) => groupMembers(snapshot, { ...when, groupIds }),
  "proposals of groups": (snapshot) => groupProposals(snapshot, { ...when, groupIds }),
  "proposals of the reader": (snapshot) => proposals(snapshot, page),
  "regions by code": (snapshot) => regionsByCode(snapshot, { ...when, codes: [county] }),
  "regions by id": (snapshot) => regionsOf(snapshot, { ...when, ids: [county] }),
  "children of a region": (snapshot) => regionChildren(snapshot, { ...when, id: "330100" }),
  "a set": (snapshot) => regionSet(snapshot, { id: "set7", knownAt: 5n }),
  "a moment": (snapshot) => positionAt(snapshot, new Date("2020-01-01T00:10:00Z")),
  coverage: (snapshot) => coverage(snapshot, { ...common, ...when, region: county }),
  "schools of a region": (snapshot) => schools(snapshot, { ...page, region: county }),
  "groups of a region": (snapshot) => groups(snapshot, { ...page, region: county }),
};

/** The number of rows of all tables that the transaction has read so far. */
const readSoFar = async (snapshot: Snapshot): Promise<number> => {
  const { rows } = await sql<{ read: number }>`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read
    from pg_stat_xact_user_tables
    where schemaname = ${db.schema}`.execute(snapshot.sql);
  return rows[0]?.read ?? 0;
};

test.each(Object.entries(asks))("%s are found by indexes, among thousands of rows", async (_, ask) => {
  const snapshot = await openSnapshot(db, { regions: [county] }, { today: "2026-01-01" });
  const before = await readSoFar(snapshot);
  const found = await ask(snapshot);
  const read = (await readSoFar(snapshot)) - before;
  await snapshot.end();
  expect(found).toBeDefined();
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(1_000);
});

test("a school is found by its code, also by a reader to whom a thousand schools belong", async () => {
  const regions = ["330000", "440000", "370000", "410000", "510000", "130000", "420000", "430000"];
  const snapshot = await openSnapshot(db, { regions }, { today: "2026-01-01" });
  const before = await readSoFar(snapshot);
  const found = await school(snapshot, { ...when, code });
  const read = (await readSoFar(snapshot)) - before;
  await snapshot.end();
  expect(found?.code).toBe(code);
  expect(read).toBeLessThan(100);
});
