import { ReadModelUnavailable, type Snapshot } from "@lianxiao/read-model";

/** One snapshot, opened by whoever reads first and ended once. */
export type Reading = {
  /** Reads take turns: they share one connection. `ask` must not read again itself. */
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
        return ask(await opened).catch((error: unknown) => {
          throw isOutage(error)
            ? new ReadModelUnavailable("The snapshot's connection was lost.", { cause: error })
            : error;
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

/** SQLSTATEs of a server that goes away, and a socket's codes. A driver that finds its socket gone throws a bare Error. */
const isOutage = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return /^(08|53|57P|ECONN|EPIPE)/.test(code) || (code === "" && Object.getPrototypeOf(error) === Error.prototype);
};
