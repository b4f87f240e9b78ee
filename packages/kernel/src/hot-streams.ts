import { type Append, type EventStore, RevisionConflict, type StreamEvent } from "./event-store.ts";
import { type Following, follow } from "./follow.ts";
import { recentlyUsed } from "./recently-used.ts";

type History = readonly StreamEvent[];

const revisionOf = (history: History): bigint => history.at(-1)?.revision ?? -1n;

export type HotStreams = EventStore & {
  /**
   * Subscribes from the current end of the log, so that events of other processes reach the cached streams: rules and
   * permissions read streams that this process may never append to. Resolves once it has subscribed.
   */
  readonly followOthers: (options: {
    readonly prefixes: readonly string[];
    readonly signal: AbortSignal;
    readonly failed: (error: unknown) => void;
  }) => Promise<Following>;
};

/**
 * A store that caches the histories of the most recently read streams (at most `streams`), so that a command on a hot
 * stream is a single append. Optimistic concurrency keeps it correct: if another writer was faster, the store refuses
 * the append, and the new events are read. Histories are immutable, so that results computed from one can be cached by
 * its identity.
 */
export const hotStreams = (store: EventStore, { streams = 20_000 } = {}): HotStreams => {
  const histories = recentlyUsed<string, History>(streams);

  /** Keeps the longer history: the result of a concurrent read may be older than a later append. */
  const keep = (stream: string, history: History): History => {
    const known = histories.peek(stream);
    const longer = known !== undefined && known.length >= history.length ? known : history;
    histories.set(stream, longer);
    return longer;
  };

  /** Reads in flight, by stream. `forget` removes a stream, so that the results of its reads are not cached. */
  const reading = new Map<string, { readers: number }>();

  const forget = (stream: string): void => {
    histories.delete(stream);
    reading.delete(stream);
  };

  const readOn = async (stream: string, known: History): Promise<History> => {
    const inFlight = reading.get(stream) ?? { readers: 0 };
    reading.set(stream, inFlight);
    inFlight.readers += 1;
    const isCurrent = () => reading.get(stream) === inFlight;
    try {
      const history = [...known, ...(await store.read(stream, revisionOf(known) + 1n))];
      return isCurrent() ? keep(stream, history) : history;
    } finally {
      inFlight.readers -= 1;
      if (inFlight.readers === 0 && isCurrent()) reading.delete(stream);
    }
  };

  const appended = (stream: string, { revision, events }: Append, position: bigint): void => {
    const before = histories.peek(stream);
    const [event] = events;
    const isNext = before !== undefined && revisionOf(before) === revision;
    // The receipt has only the last event's position, so a stream with several new events is read again when needed.
    if (isNext && event !== undefined && events.length === 1)
      keep(stream, [...before, { ...event, stream, revision: revision + 1n, position }]);
    else forget(stream);
  };

  const apply = (event: StreamEvent): void => {
    const { stream, revision } = event;
    const known = histories.peek(stream);
    // A read in flight may have been answered before this event was recorded.
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
          for (const event of batch.events) apply(event);
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
      const known = histories.peek(stream);
      return known === undefined ? readOn(stream, []) : keep(stream, known);
    },
    append: async (append) => {
      const { stream } = append;
      try {
        const receipt = await store.append(append);
        appended(stream, append, receipt.position);
        return receipt;
      } catch (error) {
        const known = histories.peek(stream);
        if (error instanceof RevisionConflict && known !== undefined) await readOn(stream, known);
        // The outcome is unknown: the cached history may lack an event.
        else forget(stream);
        throw error;
      }
    },
  };
};
