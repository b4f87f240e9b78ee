import type { DatabaseSync } from "node:sqlite";
import type { Failpoint } from "../failpoint.ts";
import type { Ledger } from "./ledger.ts";
import { type Outcome, unstored } from "./outcome.ts";

interface Waiting {
  readonly size: number;
  readonly change: () => Outcome;
  readonly answer: (outcome: Outcome) => void;
}

/** A group's events wait together for one flush; more than this would keep readers waiting for too long. */
const groupBytes = 16 * 1024 * 1024;

interface WriterParts {
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly grew: () => void;
  readonly failpoint: Failpoint;
}

/**
 * The only writer. Everything that waits when a commit begins shares its flush. A change sees the changes before it in
 * the same group, because they are already in the transaction; readers see none of them before the commit, because
 * the whole group is written in one synchronous step.
 */
export const writer = ({ database, ledger, grew, failpoint }: WriterParts) => {
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

  const rollBack = () => {
    if (database.isTransaction) database.exec("rollback");
    ledger.forget();
  };

  const commit = (group: readonly Waiting[]): readonly Outcome[] => {
    try {
      database.exec("begin immediate");
      const outcomes = group.map(({ change }) => change());
      void failpoint("log.before-commit");
      database.exec("commit");
      return outcomes;
    } catch (error) {
      rollBack();
      return group.map(() => unstored(error));
    }
  };

  /** A fault after the commit leaves the outcome unknown to whoever waits, never to the log. */
  const commitBetweenFaults = async (group: readonly Waiting[]): Promise<readonly Outcome[]> => {
    try {
      await failpoint("log.before-write");
      const outcomes = commit(group);
      await failpoint("log.after-commit");
      return outcomes;
    } catch (error) {
      return group.map(() => unstored(error));
    }
  };

  const writeGroup = async () => {
    const group = takeGroup();
    const before = ledger.end();
    const outcomes = await commitBetweenFaults(group);
    scheduled = false;
    for (const [index, { answer }] of group.entries()) answer(outcomes[index] as Outcome); // One outcome for each.
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
    write: (size: number, change: () => Outcome): Promise<Outcome> =>
      new Promise((answer) => {
        if (stopping) return answer({ kind: "stopping" });
        waiting.push({ size, change, answer });
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
