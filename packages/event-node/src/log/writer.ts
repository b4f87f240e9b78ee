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

/** A group's events wait together for one flush; more than this would keep readers waiting for too long. */
const groupBytes = 16 * 1024 * 1024;

interface WriterParts {
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly grew: () => void;
  /** Told the end of the log once everything before it is on the disk, and before anybody is answered. */
  readonly committed: (end: bigint) => void;
  readonly failpoint: Failpoint;
}

/**
 * The only writer. Everything that waits when a commit begins shares its flush. A change sees the changes before it in
 * the same group, because they are already in the transaction; readers see none of them before the commit, because
 * the whole group is written in one synchronous step.
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

  /** All of the group, or nothing and why. */
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
    // Whatever fails from here on, the disk has it.
    committed(ledger.end());
    return undefined;
  };

  /** A fault after the commit leaves the outcome unknown to whoever waits, never to the log. */
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
    // After this turn's input has been read: whatever arrived together is written together.
    setImmediate(() => void writeGroup());
  };

  return {
    /** Makes a change inside the next group's transaction, and answers what it returned when the disk has it. */
    write: <Done>(size: number, change: () => Done): Promise<Done | Unwritten> =>
      new Promise((resolve) => {
        if (stopping) return resolve({ kind: "stopping" });
        let done: Done | Unwritten;
        const make = () => {
          const before = ledger.end();
          try {
            done = change();
          } catch (error) {
            // A damaged stream is the affair of those who write to it, as long as nothing was written.
            if (!(error instanceof Damaged) || ledger.end() !== before) throw error;
            done = unstored(error);
          }
        };
        waiting.push({ size, change: make, answer: (failure) => resolve(failure ?? done) });
        schedule();
      }),
    /** Refuses what comes from now on, and waits for what is already here. */
    stop: (): Promise<void> => {
      stopping = true;
      return new Promise((resolve) => {
        if (scheduled) idle = resolve;
        else resolve();
      });
    },
  };
};
