import type { DatabaseSync } from "node:sqlite";
import type { Failpoint } from "../failpoint.ts";
import { Damaged } from "./damaged.ts";
import type { Ledger } from "./ledger.ts";
import { type Unwritten, unstored } from "./outcome.ts";

interface Waiting {
  readonly size: number;
  readonly change: () => void;
  readonly answer: (failure: Unwritten | undefined) => void;
}

/** The maximum size of a batch that is committed together; a larger one would block readers for too long. */
const groupBytes = 16 * 1024 * 1024;

interface WriterParts {
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly grew: () => void;
  /** Called with the end of the log once everything before it is on disk, before any append is answered. */
  readonly committed: (end: bigint) => void;
  readonly failpoint: Failpoint;
}

/**
 * The only writer (group commit). All writes that wait when a commit begins share its sync. A change sees the earlier
 * changes of its batch, because they are already in the transaction. Readers see none of them before the commit,
 * because the whole batch is written in one synchronous step.
 */
export const writer = ({ database, ledger, grew, committed, failpoint }: WriterParts) => {
  const waiting: Waiting[] = [];
  let scheduled = false;
  let stopping = false;
  let idle: (() => void) | undefined;

  const takeGroup = (): Waiting[] => {
    let size = 0;
    let count = 0;
    for (const { size: more } of waiting) {
      if (count > 0 && size + more > groupBytes) break;
      size += more;
      count += 1;
    }
    return waiting.splice(0, count);
  };

  /** Commits the whole batch, or returns why nothing was written. */
  const commit = (group: readonly Waiting[]): Unwritten | undefined => {
    const before = ledger.end();
    try {
      database.exec("begin immediate");
      for (const { change } of group) change();
      ledger.storeHeads();
      void failpoint("log.before-commit");
      database.exec("commit");
    } catch (error) {
      if (database.isTransaction) database.exec("rollback");
      ledger.returnTo(before);
      return unstored(error);
    }
    // The batch is on disk, whatever fails from here on.
    committed(ledger.end());
    return undefined;
  };

  /** An error after the commit makes the outcome unknown to the waiting clients; the log itself is consistent. */
  const commitBetweenFaults = async (group: readonly Waiting[]): Promise<Unwritten | undefined> => {
    try {
      await failpoint("log.before-write");
      const failure = commit(group);
      await failpoint("log.after-commit");
      return failure;
    } catch (error) {
      return unstored(error);
    }
  };

  const writeGroup = async () => {
    const group = takeGroup();
    const before = ledger.end();
    const failure = await commitBetweenFaults(group);
    scheduled = false;
    for (const { answer } of group) answer(failure);
    ledger.trim();
    if (ledger.end() !== before) grew();
    if (waiting.length > 0) schedule();
    else idle?.();
  };

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    // Runs after the input of this turn has been read, so that writes that arrived together are committed together.
    setImmediate(() => void writeGroup());
  };

  return {
    /** Makes a change inside the next batch's transaction, and resolves with its result when the batch is on disk. */
    write: <Done>(size: number, change: () => Done): Promise<Done | Unwritten> =>
      new Promise((resolve) => {
        if (stopping) return resolve({ kind: "stopping" });
        let done: Done | Unwritten;
        const make = () => {
          const before = ledger.end();
          try {
            done = change();
          } catch (error) {
            // A damaged stream fails only the writes to it, as long as nothing was written.
            if (!(error instanceof Damaged) || ledger.end() !== before) throw error;
            done = unstored(error);
          }
        };
        waiting.push({ size, change: make, answer: (failure) => resolve(failure ?? done) });
        schedule();
      }),
    /** Refuses new writes and waits for those already accepted. */
    stop: (): Promise<void> => {
      stopping = true;
      return new Promise((resolve) => {
        if (scheduled) idle = resolve;
        else resolve();
      });
    },
  };
};
