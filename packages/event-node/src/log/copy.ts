import { backup, type DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";

/** So often at most: each is a moment at which the log was being written to. */
const patience = 1_000;

/** SQLite begins no copy while its own connection writes. Node's message for it is "not an error", its code 0. */
const isBeingWritten = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && [0, 5, 6].includes(Number(error.errcode));

/** Copies the log to another file while it is used: all of it up to some commit, and nothing of an open one. */
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
