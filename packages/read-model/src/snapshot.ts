import type { Day } from "@lianxiao/events";
import { type QueryExecutorProvider, sql } from "kysely";
import { answered, type Database, inSchema, type Tx } from "./database.ts";
import { reader } from "./prepare.ts";
import { surviving } from "./surviving.ts";

/** The caller's grants: regions by code, or by id. Their successors are found in the tree. */
export type Scope = { readonly regions: readonly string[]; readonly units?: readonly string[] };

/** A read-only view at one position, in which only the caller's rows are visible. */
export type Snapshot = {
  /** A statement that fails leaves the snapshot as it was. Throws StatementTimeout or ReadModelUnavailable. */
  readonly sql: QueryExecutorProvider;
  readonly position: bigint;
  /** The record time of that position; null before the first one. */
  readonly recordedAt: Date | null;
  readonly today: Day;
  /** All units within reach of the caller today, by id, including those that were merged into them. */
  readonly scope: readonly string[];
  end(): Promise<void>;
};

export type OpenSnapshot = { readonly today: Day; readonly statementTimeoutMs?: number };

/** To be ended by the caller, whatever happens. Throws StatementTimeout or ReadModelUnavailable. */
export const openSnapshot = async (
  db: Database,
  { regions, units = [] }: Scope,
  { today, statementTimeoutMs = 5_000 }: OpenSnapshot,
): Promise<Snapshot> => {
  const { tx, end } = await begin(db);
  try {
    await inSchema(tx, db.views);
    await answered(() =>
      sql`
        select
          set_config('statement_timeout', ${String(statementTimeoutMs)}, true),
          -- Compiling a plan takes longer than any of these queries.
          set_config('jit', 'off', true),
          -- The tables fit into memory: a row by its index costs little more than one in passing.
          set_config('random_page_cost', '1.1', true),
          set_config('work_mem', '32MB', true)`.execute(tx),
    );
    const { position, recordedAt, scope } = await answered(() => enter(tx, db, { regions, units, today }));
    // Last: from here on the transaction has the reader's role, which sees only the views.
    await answered(() => sql`select set_config('role', ${reader}, true)`.execute(tx));
    return { sql: await answered(() => surviving(tx)), position, recordedAt, today, scope, end };
  } catch (error) {
    await end().catch(() => undefined);
    throw error;
  }
};

/**
 * A transaction that lasts until it is ended. Its connection is released by kysely's own scope, also if it was lost
 * meanwhile: a controlled transaction whose rollback fails keeps its place in the pool for good.
 */
const begin = async (db: Database): Promise<{ readonly tx: Tx; readonly end: () => Promise<void> }> => {
  const begun = Promise.withResolvers<Tx>();
  const ended = Promise.withResolvers<void>();
  const done = db.sql
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((tx) => {
      begun.resolve(tx);
      return ended.promise;
    });
  done.catch(begun.reject);
  const tx = await answered(() => begun.promise);
  const end = (): Promise<void> => {
    ended.resolve();
    return answered(() => done);
  };
  return { tx, end };
};

type Entering = Required<Scope> & { readonly today: Day };

const enter = async (tx: Tx, { schema }: Database, { regions, units, today }: Entering) => {
  const { rows } = await sql<{ position: string; recordedAt: Date | null; scope: string[] }>`
    with mine as (
      select position, recorded_at, granted_paths(${regions}::text[], ${units}::text[], ${today}::date, position) as paths
      from ${sql.id(schema, "checkpoint")}
    )
    select
      position::text,
      case when position >= 0 then recorded_at end as "recordedAt",
      array(
        select p.region_id
        from unnest(paths) as reached (path)
        join region_path p on p.path >= reached.path and p.path < ${sql.id(schema, "path_end")}(reached.path)
        where p.valid @> ${today}::date and p.known @> position
        order by p.region_id
      ) as scope,
      set_config('lianxiao.today', ${today}, true),
      set_config('lianxiao.paths', array_to_string(paths, ','), true)
    from mine`.execute(tx);
  const { position = -1, recordedAt = null, scope: reach = [] } = rows[0] ?? {};
  return { position: BigInt(position), recordedAt, scope: reach };
};
