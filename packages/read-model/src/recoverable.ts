import { sql } from "kysely";
import type { Snapshot } from "./snapshot.ts";

/**
 * Lets a snapshot go on after a statement that PostgreSQL cancelled: without a savepoint the whole transaction would be
 * lost. A snapshot writes nothing, so that one savepoint serves all its statements. Gives what goes back to it.
 */
export const recoverable = async (snapshot: Snapshot): Promise<() => Promise<void>> => {
  await sql`savepoint readable`.execute(snapshot.sql);
  return async () => {
    await sql`rollback to savepoint readable`.execute(snapshot.sql);
  };
};
