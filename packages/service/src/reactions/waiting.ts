import type { StreamEvent } from "@lianxiao/kernel";

/** The maximum number of pending events; beyond it the next event waits until one of them is done. */
const most = 1_000;

/**
 * Work on events that is still in progress while later events are handled, because it waits for another stream. The
 * events of one stream are handled one after another. `retried` must retry until it succeeds or the process stops.
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
    /** The position, at most `met`, up to which all work is done. */
    doneUpTo: (met: bigint): bigint =>
      [...positions.keys()].reduce((least, one) => (one <= least ? one - 1n : least), met),
    idle: async (): Promise<void> => void (await Promise.all(positions.values())),
  };
};
