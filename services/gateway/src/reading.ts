import { type Snapshot, StatementTimeout } from "@lianxiao/read-model";
import { refused } from "./refused.ts";

/** One snapshot, opened by whoever reads first and ended once. */
export type Reading = {
  /**
   * Reads take turns: they share one connection. `ask` must not read again itself. Throws STATEMENT_TIMEOUT when PostgreSQL
   * cancels a statement; the reads after it go on. Throws ReadModelUnavailable when there is nobody to answer.
   */
  readonly read: <T>(ask: (snapshot: Snapshot) => Promise<T>) => Promise<T>;
  readonly end: () => Promise<void>;
};

/**
 * A snapshot's connection goes back to the pool when it ends, so a read that still waits must not reach it afterwards:
 * `end` waits for the read that is on its way and turns away the rest.
 */
export const reading = (open: () => Promise<Snapshot>): Reading => {
  let opened: Promise<Snapshot> | undefined;
  let ended = false;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    read: (ask) =>
      inTurn(async () => {
        if (ended) throw new Error("The request has ended; nothing more is read for it.");
        opened ??= open();
        return opened.then(ask).catch((error: unknown) => {
          throw told(error);
        });
      }),
    end: async () => {
      if (ended) return;
      ended = true;
      // A snapshot that could not be opened, or whose connection broke, has nothing left to end.
      await inTurn(async () => (await opened)?.end()).catch(() => undefined);
    },
  };
};

/** The coded error of a timeout, however it is wrapped; other errors stay what they are. */
const told = (error: unknown): unknown => (isTimeout(error) ? refused("STATEMENT_TIMEOUT") : error);

const isTimeout = (error: unknown): boolean =>
  error instanceof StatementTimeout || (error instanceof Error && isTimeout(error.cause));
