import type { Day } from "@lianxiao/events";
import { sql } from "kysely";
import { answered, type Database, inSchema, type Tx } from "./database.ts";
import { reader } from "./prepare.ts";

/** The regions that a caller was granted, as codes; what they have become is found in the tree. */
export type Scope = { readonly regions: readonly string[] };

/** One read-only view of everything at one position, in which only the caller's rows are to be seen. */
export type Snapshot = {
  readonly sql: Tx;
  readonly position: bigint;
  readonly today: Day;
  /** Every code in reach of the caller today, including those merged away into it. */
  readonly scope: readonly string[];
  end(): Promise<void>;
};

export type OpenSnapshot = { readonly today: Day; readonly statementTimeoutMs?: number };

/** To be ended by the caller, whatever happens. */
export const openSnapshot = async (
  db: Database,
  { regions }: Scope,
  { today, statementTimeoutMs = 5_000 }: OpenSnapshot,
): Promise<Snapshot> => {
  const tx = await answered(() =>
    db.sql.startTransaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(),
  );
  const end = async (): Promise<void> => {
    if (!tx.isRolledBack) await answered(() => tx.rollback().execute());
  };
  try {
    await inSchema(tx, db.schema);
    const { position, scope } = await answered(() => enter(tx, regions, today));
    // Last of all: from here on the transaction is the reader's, whose rows the policies choose.
    await answered(() =>
      sql`
        select
          set_config('statement_timeout', ${String(statementTimeoutMs)}, true),
          -- Compiling a plan takes longer than any of these queries.
          set_config('jit', 'off', true),
          set_config('role', ${reader}, true)`.execute(tx),
    );
    return { sql: tx, position, today, scope, end };
  } catch (error) {
    await end().catch(() => undefined);
    throw error;
  }
};

const enter = async (tx: Tx, grants: readonly string[], today: Day) => {
  const { rows } = await sql<{ position: string; scope: string[] }>`
    with mine as (
      select position, closure(${grants}::text[], ${today}::date, position) as scope
      from checkpoint
    )
    select
      position::text,
      scope,
      set_config('lianxiao.today', ${today}, true),
      set_config('lianxiao.scope', array_to_string(scope, ','), true)
    from mine`.execute(tx);
  return { position: BigInt(rows[0]?.position ?? -1), scope: rows[0]?.scope ?? [] };
};
