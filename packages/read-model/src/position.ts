import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import pg from "pg";
import { answered, type Database } from "./database.ts";
import type { Snapshot } from "./snapshot.ts";

/** The position of the last applied event; undefined if there is none, or no read model yet. */
export const checkpoint = async (db: Database): Promise<bigint | undefined> => {
  const ask = () =>
    sql<{ position: string }>`select position::text from ${sql.id(db.schema, "checkpoint")}`.execute(db.sql);
  const { rows } = await answered(ask).catch(nothingThere);
  const position = BigInt(rows[0]?.position ?? -1);
  return position < 0n ? undefined : position;
};

const nothingThere = (error: unknown): { readonly rows: readonly never[] } => {
  const undefinedTable = "42P01";
  if (error instanceof pg.DatabaseError && error.code === undefinedTable) return { rows: [] };
  throw error;
};

const pollMs = 15;

/** Waits until everything up to `position` has been applied; false after the timeout. */
export const reached = async (
  db: Database,
  position: bigint,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<boolean> => {
  const late = AbortSignal.timeout(timeoutMs);
  while (((await checkpoint(db)) ?? -1n) < position) {
    if (late.aborted) return false;
    await wait(pollMs);
  }
  return true;
};

/** The last position that had been recorded at that moment; -1n if there was none. */
export const positionAt = async (snapshot: Snapshot, at: Date): Promise<bigint> => {
  const { rows } = await sql<{ position: string }>`
    select position::text
    from moment
    where at <= ${at.toISOString()}::timestamptz
    order by at desc
    limit 1`.execute(snapshot.sql);
  return BigInt(rows[0]?.position ?? -1);
};
