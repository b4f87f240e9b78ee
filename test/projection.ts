import { applyBatch, connect, type Database, prepare } from "@lianxiao/read-model";
import { sql } from "kysely";
import { expect } from "vitest";
import { freshDatabase } from "./database.ts";
import type { AnyEvent, Entered } from "./events.ts";
import { createLog } from "./log.ts";

export { createLog };

/** A prepared read model in a new database. */
export const freshReadModel = async (): Promise<Database & { drop(): Promise<void> }> => {
  const { url, drop } = await freshDatabase();
  const db = connect(url);
  await prepare(db);
  const close = async () => {
    await db.close();
    await drop();
  };
  return { ...db, drop: close };
};

/** Executes a statement in a database directly. */
export const execute = async (db: Database, statement: string): Promise<void> => {
  await sql.raw(statement).execute(db.sql);
};

/** Locks a table, so that each statement that reads it waits until the lock is released by what this gives. */
export const locked = async (db: Database, table: string): Promise<() => Promise<void>> => {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const done = db.sql.transaction().execute(async (tx) => {
    await sql`lock table ${sql.id(db.schema, table)} in access exclusive mode`.execute(tx);
    held.resolve();
    await released.promise;
  });
  done.catch(held.reject);
  await held.promise;
  return () => {
    released.resolve();
    return done;
  };
};

/** These columns of all versions of a table's rows, with the range of positions of each version, in this order. */
export const believed = async (
  db: Database,
  table: string,
  columns: readonly string[],
  where: Readonly<Record<string, unknown>> = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(t) as row
    from ${sql.id(db.schema, table)} t
    where lower(known) >= 0 and to_jsonb(t) @> ${JSON.stringify(where)}::jsonb
    order by lower(known), valid`.execute(db.sql);
  return rows.map(({ row }) => Object.fromEntries([...columns, "known"].map((column) => [column, row[column]])));
};

/** `given(db, …events).leaves(table, rows)`: compares the current rows after all events, without the seeded ones. */
export const given = (db: Database, ...events: readonly (AnyEvent | Entered)[]) => ({
  leaves: async (table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
    const record = createLog();
    await applyBatch(
      db,
      events.map((event) => record(event)),
    );
    const { rows: found } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) - 'known' as row
      from ${sql.id(db.schema, table)} t
      where upper_inf(known) and lower(known) >= 0
      order by valid, t`.execute(db.sql);
    expect(found.map(({ row }) => row)).toEqual(rows.map((row) => expect.objectContaining(row)));
  },
});
