import type { StreamEvent } from "@lianxiao/kernel";

/** At this number, the next event waits until one of them is done. */
const most = 1_000;

/**
 * Reactions that stay in progress while later events are handled: they wait for something in another stream.
 * Those to one stream's events run one after another. `retried` must retry until it succeeds or the process stops.
 */
export const waitingWork = (retried: (work: () => Promise<void>) => Promise<void>, done: () => void) => {
  const positions = new Map<bigint, Promise<void>>();
  const streams = new Map<string, Promise<void>>();
  return {
    add: async ({ stream, position }: StreamEvent, work: () => Promise<void>): Promise<void> => {
      const doing = (streams.get(stream) ?? Promise.resolve())
        .then(() => retried(work))
        .then(() => {
          positions.delete(position);
          if (streams.get(stream) === doing) streams.delete(stream);
          done();
        });
      positions.set(position, doing);
      streams.set(stream, doing);
      if (positions.size > most) await Promise.race(positions.values());
    },
    /** The position up to which everything is done, if events up to `met` have been handled. */
    doneUpTo: (met: bigint): bigint =>
      [...positions.keys()].reduce((least, one) => (one <= least ? one - 1n : least), met),
    idle: async (): Promise<void> => void (await Promise.all(positions.values())),
  };
};
