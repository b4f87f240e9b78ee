import { type Append, type EventStore, RevisionConflict, type StreamEvent } from "./event-store.ts";
import { type Following, follow } from "./follow.ts";

type History = readonly StreamEvent[];

const revisionOf = (history: History): bigint => history.at(-1)?.revision ?? -1n;

export type HotStreams = EventStore & {
  /**
   * Follows the log from its present end, so that what other processes write into hot streams is known here as soon as it
   * is told of: rules and permissions look at streams that this process may never write to. Resolves once it follows.
   */
  readonly followOthers: (options: {
    readonly prefixes: readonly string[];
    readonly signal: AbortSignal;
    readonly failed: (error: unknown) => void;
  }) => Promise<Following>;
};

/**
 * A store that keeps the histories of the streams that were read lately (at most `streams`): a command on a hot stream
 * is a single append. The expected revision keeps it safe: an append that another writer was faster than is refused by
 * the store, and the stream's end is read again. Histories are never changed in place, so what was folded of one may be
 * kept by its identity.
 */
export const hotStreams = (store: EventStore, { streams = 20_000 } = {}): HotStreams => {
  const histories = new Map<string, History>();

  /** Keeps the longer one: an answer that was under way may be older than what was appended meanwhile. */
  const keep = (stream: string, history: History): History => {
    const known = histories.get(stream);
    const longer = known !== undefined && known.length >= history.length ? known : history;
    histories.delete(stream);
    histories.set(stream, longer);
    // Maps iterate in the order of insertion: the first is the one unused for longest.
    for (const [oldest] of histories) {
      if (histories.size <= streams) break;
      histories.delete(oldest);
    }
    return longer;
  };

  /** Streams of which an answer is under way; one that is forgotten meanwhile leaves, and its answer is not kept. */
  const reading = new Map<string, { readers: number }>();

  const forget = (stream: string): void => {
    histories.delete(stream);
    reading.delete(stream);
  };

  const readOn = async (stream: string, known: History): Promise<History> => {
    const underWay = reading.get(stream) ?? { readers: 0 };
    reading.set(stream, underWay);
    underWay.readers += 1;
    const isCurrent = () => reading.get(stream) === underWay;
    try {
      const history = [...known, ...(await store.read(stream, revisionOf(known) + 1n))];
      return isCurrent() ? keep(stream, history) : history;
    } finally {
      underWay.readers -= 1;
      if (underWay.readers === 0 && isCurrent()) reading.delete(stream);
    }
  };

  const appended = (stream: string, { revision, events }: Append, position: bigint): void => {
    const before = histories.get(stream);
    const [event] = events;
    const isNext = before !== undefined && revisionOf(before) === revision;
    // Only the last event's position is told: several are read again when they are next needed.
    if (isNext && event !== undefined && events.length === 1)
      keep(stream, [...before, { ...event, stream, revision: revision + 1n, position }]);
    else forget(stream);
  };

  const heard = (event: StreamEvent): void => {
    const { stream, revision } = event;
    const known = histories.get(stream);
    // An answer that is under way may have been given before this event was recorded.
    if (reading.has(stream) || (known !== undefined && revision > revisionOf(known) + 1n)) forget(stream);
    else if (known !== undefined && revision === revisionOf(known) + 1n) keep(stream, [...known, event]);
  };

  return {
    ...store,
    followOthers: async ({ prefixes, signal, failed }) => {
      let position = (await store.head())?.position;
      return follow({
        store,
        prefixes,
        checkpoint: async () => position,
        onBatch: async (batch) => {
          for (const event of batch.events) heard(event);
          ({ position } = batch);
        },
        goOnAfter: (error) => {
          failed(error);
          return true;
        },
        signal,
      });
    },
    read: async (stream, from = 0n) => {
      if (from > 0n) return store.read(stream, from);
      const known = histories.get(stream);
      return known === undefined ? readOn(stream, []) : keep(stream, known);
    },
    append: async (append) => {
      const { stream } = append;
      try {
        const receipt = await store.append(append);
        appended(stream, append, receipt.position);
        return receipt;
      } catch (error) {
        const known = histories.get(stream);
        if (error instanceof RevisionConflict && known !== undefined) await readOn(stream, known);
        // Any other outcome is not known: what is in memory may lack an event.
        else forget(stream);
        throw error;
      }
    },
  };
};
