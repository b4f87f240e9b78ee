import {
  type AllStreamRecordedEvent,
  type AllStreamResolvedEvent,
  BACKWARDS,
  END,
  ErrorType,
  EventStoreDBClient,
  isCommandError,
  jsonEvent,
  NO_STREAM,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  START,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from "@eventstore/db-client";
import {
  type Append,
  type Batch,
  checkpointEvery,
  type EventStore,
  type Recorded,
  RevisionConflict,
  StoreUnavailable,
} from "./event-store.ts";

/**
 * The event store through the official client. Only this file imports the client, so that it can be replaced by its
 * successor here.
 */
export const connectEventStore = (connectionString: string, { answerWithinMs = 10_000 } = {}): EventStore => {
  const client = EventStoreDBClient.connectionString(connectionString);

  const readStream = (stream: string, options: ReadStreamOptions) =>
    outcome(stream, async () => {
      const events: Recorded[] = [];
      try {
        for await (const { event } of client.readStream(stream, options)) if (event) events.push(recorded(event));
      } catch (error) {
        if (error instanceof StreamNotFoundError) return [];
        throw error;
      }
      return events;
    });

  const read: EventStore["read"] = (stream, from = 0n) => readStream(stream, { fromRevision: from });

  const readAll = (options: ReadAllOptions) =>
    outcome("$all", async () => {
      const events: Recorded[] = [];
      for await (const { event } of client.readAll(options)) if (event) events.push(recorded(event));
      return events;
    });

  const append = ({ stream, revision, events }: Append) =>
    outcome(stream, async () => {
      // The client sets no deadline on its append stream, so an unresponsive store would block the request for ever.
      const { position, nextExpectedRevision } = await within(
        answerWithinMs,
        client.appendToStream(stream, events.map(jsonOf), {
          expectedRevision: revision === -1n ? NO_STREAM : revision,
        }),
      );
      // The response to an idempotent retry may lack the position, which is then read from the stream.
      const commit = position?.commit ?? (await read(stream, nextExpectedRevision))[0]?.position;
      if (commit === undefined)
        throw new StoreUnavailable(`Stream ${stream} was appended to, but its position is not known.`);
      return { stream, revision: nextExpectedRevision, position: commit };
    });

  return {
    read,
    append,
    async *subscribe({ after, prefixes, signal }) {
      // The listener below does not see an abort that has already happened.
      if (signal.aborted) return;
      const subscription = client.subscribeToAll({
        fromPosition: after === undefined ? START : at(after),
        filter: streamNameFilter({
          prefixes: [...prefixes],
          maxSearchWindow: checkpointEvery / 4,
          checkpointInterval: 4,
          // Goes into the same queue as the events, so that it is read after all events before it.
          checkpointReached: (queue, { commit }) => void queue.push({ checkpoint: commit } satisfies Checkpoint),
        }),
      });
      // Without a listener, an error after the end of the iteration would crash the process.
      subscription.on("error", () => undefined);
      // Unsubscribing fails if the subscription was never established; the loop below has already received that error.
      const unsubscribed = () => subscription.unsubscribe().catch(() => undefined);
      const stop = () => void unsubscribed().then(() => subscription.destroy());
      signal.addEventListener("abort", stop, { once: true });
      try {
        for await (const first of subscription) {
          // Takes everything else that is already available, without waiting: batches grow with the load and need no
          // timer.
          const arrived: (AllStreamResolvedEvent | Checkpoint)[] = [first];
          for (let next = subscription.read(); next !== null; next = subscription.read()) {
            arrived.push(next);
            if (arrived.length === 500) break;
          }
          yield batchOf(arrived);
        }
      } catch (error) {
        if (!signal.aborted) throw unavailable("$all", error);
      } finally {
        signal.removeEventListener("abort", stop);
        stop();
      }
    },
    tail: async (stream, count) =>
      (await readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: count })).toReversed(),
    readAll: async (after, count) => {
      if (after === undefined) return readAll({ maxCount: count });
      // A read from a position includes the event at that position.
      const events = await readAll({ fromPosition: at(after), maxCount: count + 1 });
      return events.filter(({ position }) => position > after).slice(0, count);
    },
    head: async () => (await readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))[0],
    close: () => client.dispose(),
  };
};

/** A checkpoint among the events of a subscription: how far the server has read. */
type Checkpoint = { readonly checkpoint: bigint };

const batchOf = (arrived: readonly (AllStreamResolvedEvent | Checkpoint)[]): Batch => {
  const events = arrived.flatMap((one) => ("event" in one && one.event ? [recorded(one.event)] : []));
  const last = arrived.at(-1);
  const position = last && "checkpoint" in last ? last.checkpoint : events.at(-1)?.position;
  if (position === undefined) throw new StoreUnavailable("The subscription delivered an event without a position.");
  return { events, position };
};

const at = (position: bigint) => ({ commit: position, prepare: position });

const jsonOf = ({ id, type, data, metadata }: Append["events"][number]) =>
  // `data` is JSON by construction (zod output); the client has a JSON type of its own.
  jsonEvent({ id, type, data: data as Record<string, unknown>, metadata: metadata as Record<string, unknown> });

const recorded = (event: RecordedEvent | AllStreamRecordedEvent): Recorded => {
  if (!event.position)
    throw new StoreUnavailable(`Event ${event.id} has no position; the server must be version 22.6 or later.`);
  return {
    id: event.id,
    stream: event.streamId,
    revision: event.revision,
    position: event.position.commit,
    type: event.type,
    data: event.data,
    // Only our own events have metadata of this shape; the metadata of other events is not used.
    metadata: (event.metadata ?? {}) as Readonly<Record<string, unknown>>,
    recordedAt: event.created,
  };
};

const within = async <T>(waitMs: number, answer: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new StoreUnavailable(`The event store did not answer within ${waitMs} ms.`)),
    waitMs,
  );
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
};

const outcome = async <T>(stream: string, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    throw unavailable(stream, error);
  }
};

const lost: readonly string[] = [
  ErrorType.UNAVAILABLE,
  ErrorType.CANCELLED,
  ErrorType.TIMEOUT,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.NOT_LEADER,
];

/**
 * gRPC statuses that the client reports as unknown errors: CANCELLED (the client is being closed), INTERNAL,
 * UNAVAILABLE.
 */
const lostCodes: readonly number[] = [1, 13, 14];

const unavailable = (stream: string, error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  if (error instanceof WrongExpectedVersionError) {
    const actual = typeof error.actualVersion === "bigint" ? error.actualVersion : undefined;
    return new RevisionConflict(stream, actual);
  }
  if (isCommandError(error) && (lost.includes(error.type) || lostCodes.includes(error.code ?? -1)))
    return new StoreUnavailable(`The event store did not answer for ${stream}: ${error.type}.`, { cause: error });
  if (isWithoutServer(error))
    return new StoreUnavailable(`No event store server was found for ${stream}.`, { cause: error });
  return error;
};

/**
 * Errors sent by a server have classes of their own; if no server was found, the client throws a plain Error or gRPC's
 * own.
 */
const isWithoutServer = (error: Error): boolean =>
  Object.getPrototypeOf(error) === Error.prototype && (!("code" in error) || lostCodes.includes(Number(error.code)));
