import { ReadModelUnavailable, recoverable, type Snapshot } from "@lianxiao/read-model";
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
  let opened: Promise<Opened> | undefined;
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
        opened ??= openRecoverable(open);
        const { snapshot, recover } = await opened;
        return ask(snapshot).catch(async (error: unknown) => {
          // When this fails as well, the next read says why.
          await recover().catch(() => undefined);
          throw told(error);
        });
      }),
    end: async () => {
      if (ended) return;
      ended = true;
      // A snapshot that could not be opened, or whose connection broke, has nothing left to end.
      await inTurn(async () => (await opened)?.snapshot.end()).catch(() => undefined);
    },
  };
};

type Opened = { readonly snapshot: Snapshot; readonly recover: () => Promise<void> };

const openRecoverable = async (open: () => Promise<Snapshot>): Promise<Opened> => {
  const snapshot = await open().catch((error: unknown) => {
    throw isCancelled(error) ? refused("STATEMENT_TIMEOUT") : error;
  });
  try {
    return { snapshot, recover: await recoverable(snapshot) };
  } catch (error) {
    await snapshot.end().catch(() => undefined);
    throw told(error);
  }
};

/** What the caller is told of an error of the database; other errors are defects and stay what they are. */
const told = (error: unknown): unknown => {
  if (isCancelled(error)) return refused("STATEMENT_TIMEOUT");
  return isOutage(error) ? new ReadModelUnavailable("The snapshot's connection was lost.", { cause: error }) : error;
};

/** SQLSTATE 57014, query_canceled, of the error or of one that caused it. */
const isCancelled = (error: unknown): boolean =>
  error instanceof Error && (("code" in error && error.code === "57014") || isCancelled(error.cause));

/** SQLSTATEs of a server that goes away, and a socket's codes. A driver that finds its socket gone throws a bare Error. */
const isOutage = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return /^(08|53|57P|ECONN|EPIPE)/.test(code) || (code === "" && Object.getPrototypeOf(error) === Error.prototype);
};
