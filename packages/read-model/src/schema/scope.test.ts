import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog, freshReadModel } from "../../../../test/projection.ts";
import { applyBatch, openSnapshot, reader, type Snapshot } from "../index.ts";
import { tables } from "../tables/index.ts";
import { mayBeSeen, readers, type Stored, strangers, today, whole, world } from "./scope.fixture.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
let stored: Stored;
beforeAll(async () => {
  db = await freshReadModel();
  const record = createLog();
  await applyBatch(
    db,
    world.map((one) => record(one)),
  );
  stored = Object.fromEntries(await Promise.all(tables.map(async ({ name }) => [name, await rowsOf(name)] as const)));
});
afterAll(() => db.drop());

const rowsOf = async (table: string) => {
  const { rows } = await sql<{ row: Readonly<Record<string, unknown>> }>`
    select to_jsonb(t) as row from ${sql.id(db.schema, table)} t order by to_jsonb(t)::text`.execute(db.sql);
  return rows.map(({ row }) => row);
};

const reading = async <T>(regions: readonly string[], ask: (snapshot: Snapshot) => Promise<T>): Promise<T> => {
  const snapshot = await openSnapshot(db, { regions }, { today });
  try {
    return await ask(snapshot);
  } finally {
    await snapshot.end();
  }
};

const seenBy = (regions: readonly string[], view: string) =>
  reading(regions, async (snapshot) => {
    const { rows } = await sql<{ row: Readonly<Record<string, unknown>> }>`
      select to_jsonb(t) as row from ${sql.id(view)} t order by to_jsonb(t)::text`.execute(snapshot.sql);
    return rows.map(({ row }) => row);
  });

const relationsIn = async (schema: string): Promise<readonly string[]> => {
  const { rows } = await sql<{ name: string }>`
    select relname as name
    from pg_class
    where relnamespace = ${schema}::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f', 'S')
    order by relname`.execute(db.sql);
  return rows.map(({ name }) => name);
};

const kept = tables.filter(({ scope }) => scope !== "public" && scope !== "internal");
const readable = tables.filter(({ scope }) => scope !== "internal");

test("the record of this test leaves rows in every table", () => {
  // Seeded rows are known from before the first event.
  const fresh = Object.entries(stored).map(
    ([name, rows]) =>
      [name, rows.some(({ known }) => known === undefined || !String(known).startsWith("[-1"))] as const,
  );
  expect(fresh.filter(([, has]) => !has)).toEqual([]);
  expect(fresh.length).toBe(tables.length);
});

test("public are the tree of regions and the moments of the log, and internal is the record", () => {
  const named = (wanted: string) => tables.filter(({ scope }) => scope === wanted).map(({ name }) => name);
  expect(named("public")).toEqual(["region", "region_path", "region_set", "local_definition", "moment"]);
  expect(named("internal")).toEqual(["history"]);
});

describe("of every table that is not public", () => {
  test.each(kept.map(({ name }) => name))(
    "%s shows strangers nothing, and all of it to whom all belongs",
    async (name) => {
      for (const regions of strangers) expect(await seenBy(regions, name)).toEqual([]);
      expect(await seenBy(whole, name)).toEqual(stored[name]);
      // A table of which every reader but strangers sees everything would show nothing here.
      expect((await seenBy(["330108"], name)).length).toBeLessThan(stored[name]?.length ?? 0);
    },
  );
});

test.each(readers.map((regions) => [regions.join() || "none", regions] as const))(
  "a reader of region %s sees of every table what its scope says, told row by row",
  async (_, regions) => {
    for (const table of readable)
      expect([table.name, await seenBy(regions, table.name)]).toEqual([table.name, mayBeSeen(table, stored, regions)]);
  },
);

test("for aggregates every reader has all rows of the tables that say so", async () => {
  const named = tables.flatMap(({ name, aggregates }) => (aggregates ? [{ name, aggregates }] : []));
  expect(named.map(({ aggregates }) => aggregates)).toEqual([
    "every_school",
    "every_campus",
    "every_annual_return",
    "every_group",
    "every_membership",
  ]);
  for (const { name, aggregates } of named) expect(await seenBy([], aggregates)).toEqual(stored[name]);
});

describe("the role of readers", () => {
  test("may read no table and no view in the schema of the tables", async () => {
    const names = await relationsIn(db.schema);
    expect(names).toEqual(expect.arrayContaining(["checkpoint", ...tables.map(({ name }) => name)]));
    await reading(whole, async (snapshot) => {
      for (const name of names) {
        const attempt = sql`select from ${sql.id(db.schema, name)} limit 1`.execute(snapshot.sql);
        await expect(attempt).rejects.toMatchObject({ code: "42501" });
      }
    });
  });

  test("would not even with the use of that schema", async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name
      from pg_class
      where relnamespace = ${db.schema}::regnamespace and relkind in ('r', 'v')
        and has_any_column_privilege(${reader}, oid, 'select, insert, update, references')`.execute(db.sql);
    expect(rows).toEqual([]);
  });

  test("reads these views and no others, and owns nothing", async () => {
    const expected = [
      ...readable.map(({ name }) => name),
      ...tables.flatMap(({ aggregates }) => (aggregates ? [aggregates] : [])),
    ].concat("school_in_scope", "group_in_scope", "proposal_in_scope", "member_school", "proposing_group");
    expect(await relationsIn(db.views)).toEqual(expected.sort());
    const { rows } = await sql<{ privilege: string }>`
      select distinct privilege_type as privilege
      from information_schema.role_table_grants
      where grantee = ${reader}`.execute(db.sql);
    expect(rows).toEqual([{ privilege: "SELECT" }]);
    const { rows: owned } = await sql`select from pg_class where relowner = ${reader}::regrole`.execute(db.sql);
    expect(owned).toEqual([]);
  });
});
