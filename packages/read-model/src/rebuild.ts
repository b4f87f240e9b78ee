import type { EventStore } from "@lianxiao/kernel";
import { sql } from "kysely";
import { applyBatch, moveCheckpoint } from "./apply.ts";
import { answered, connect, type Database, inSchema, type Tx } from "./database.ts";
import { prepare } from "./prepare.ts";
import { prefixes } from "./tables/index.ts";

export type Hashed = { readonly table: string; readonly rows: number; readonly hash: string };
export type Compared = { readonly table: string; readonly rows: number; readonly equal: boolean };

/** Every table's number of rows and a hash over all of them in an order of their own, so that only content counts. */
export const hashes = async (db: Database, schema: string = db.schema): Promise<readonly Hashed[]> =>
  answered(() =>
    db.sql
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute((tx) => hashesIn(tx, schema)),
  );

const hashesIn = async (tx: Tx, schema: string): Promise<readonly Hashed[]> => {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name
    from pg_tables
    where schemaname = ${schema}
    order by tablename`.execute(tx);
  await inSchema(tx, schema);
  const found: Hashed[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<Omit<Hashed, "table">>`
      select count(*)::float8 as rows, md5(coalesce(string_agg(hash, '' order by hash), '')) as hash
      from (select md5(to_jsonb(t)::text) as hash from ${sql.id(name)} t) hashed`.execute(tx);
    found.push({ table: name, rows: rows[0]?.rows ?? 0, hash: rows[0]?.hash ?? "" });
  }
  return found;
};

/**
 * Builds the read model a second time from the beginning of the log, up to the live one's position, in a schema of
 * its own that is dropped again, and compares every table of both.
 */
export const rebuild = async ({
  store,
  db,
}: {
  readonly store: EventStore;
  readonly db: Database;
}): Promise<readonly Compared[]> => {
  const scratch = connect(db.url, { schema: `${db.schema}_rebuild`, connections: 2 });
  try {
    await drop(scratch);
    await prepare(scratch);
    const { live, position } = await frozen(db);
    await replay(store, scratch, position);
    const again = new Map((await hashes(scratch)).map((hashed) => [hashed.table, hashed]));
    return live.map(({ table, rows, hash }) => ({ table, rows, equal: again.get(table)?.hash === hash }));
  } finally {
    await drop(scratch).finally(() => scratch.close());
  }
};

const drop = (db: Database): Promise<unknown> =>
  answered(() => sql`drop schema if exists ${sql.id(db.views)}, ${sql.id(db.schema)} cascade`.execute(db.sql));

/** The live tables as they are at one position; the projector may go on meanwhile. */
const frozen = async (db: Database): Promise<{ readonly live: readonly Hashed[]; readonly position: bigint }> =>
  answered(() =>
    db.sql
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(async (tx) => {
        const live = await hashesIn(tx, db.schema);
        const { rows } = await sql<{ position: string }>`select position::text from checkpoint`.execute(tx);
        return { live, position: BigInt(rows[0]?.position ?? -1) };
      }),
  );

const replay = async (store: EventStore, scratch: Database, until: bigint): Promise<void> => {
  if (until < 0n) return;
  const reading = new AbortController();
  try {
    // The live checkpoint may be at an event that is not ours: batches tell how far the server has read.
    for await (const { events, position } of store.subscribe({ after: undefined, prefixes, signal: reading.signal })) {
      const wanted = events.filter((event) => event.position <= until);
      if (wanted.length > 0) await applyBatch(scratch, wanted);
      if (position >= until) break;
    }
    await moveCheckpoint(scratch, until);
  } finally {
    reading.abort();
  }
};
