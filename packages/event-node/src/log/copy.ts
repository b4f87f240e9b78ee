import { backup, type DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";

/** The maximum number of attempts; an attempt fails while the log is being written to. */
const patience = 1_000;

/** SQLite cannot start a copy while its own connection writes. Node reports this as "not an error" with code 0. */
const isBeingWritten = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && [0, 5, 6].includes(Number(error.errcode));

/**
 * Copies the log to another file while it is in use: everything up to some commit, and nothing of an open transaction.
 */
export const copy = async (database: DatabaseSync, file: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await backup(database, file);
      return;
    } catch (error) {
      if (attempt === patience || !isBeingWritten(error)) throw error;
      await nextTurn();
    }
  }
};
