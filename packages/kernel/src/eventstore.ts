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
  type EventStore,
  type Recorded,
  RevisionConflict,
  StoreUnavailable,
  toldEvery,
} from "./event-store.ts";

/** The log, through the official client. The only file that imports it: its successor is a swap of this file. */
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
      // The client sets no deadline on its append stream: a store that stopped answering would hang the request.
      const { position, nextExpectedRevision } = await within(
        answerWithinMs,
        client.appendToStream(stream, events.map(jsonOf), {
          expectedRevision: revision === -1n ? NO_STREAM : revision,
        }),
      );
      // An idempotent answer may come without a position; the stream has it.
      const commit = position?.commit ?? (await read(stream, nextExpectedRevision))[0]?.position;
      if (commit === undefined)
        throw new StoreUnavailable(`Stream ${stream} was appended to, but its position is not known.`);
      return { stream, revision: nextExpectedRevision, position: commit };
    });

  return {
    read,
    append,
    async *subscribe({ after, prefixes, signal }) {
      // An abort that came before this would never be heard of.
      if (signal.aborted) return;
      const subscription = client.subscribeToAll({
        fromPosition: after === undefined ? START : at(after),
        filter: streamNameFilter({
          prefixes: [...prefixes],
          maxSearchWindow: toldEvery / 4,
          checkpointInterval: 4,
          // Into the same queue as the events, so that it is read when all before it have been.
          checkpointReached: (queue, { commit }) => void queue.push({ lookedUpTo: commit } satisfies LookedUpTo),
        }),
      });
      // An error that comes when nobody iterates any more would end the process.
      subscription.on("error", () => undefined);
      // One that never came about cannot be ended; why, the loop below has heard.
      const unsubscribed = () => subscription.unsubscribe().catch(() => undefined);
      const stop = () => void unsubscribed().then(() => subscription.destroy());
      signal.addEventListener("abort", stop, { once: true });
      try {
        for await (const first of subscription) {
          // What has arrived besides is taken without waiting: batches grow with the load, with no timer.
          const arrived: (AllStreamResolvedEvent | LookedUpTo)[] = [first];
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
      // A read from a position begins with the event that is there.
      const events = await readAll({ fromPosition: at(after), maxCount: count + 1 });
      return events.filter(({ position }) => position > after).slice(0, count);
    },
    head: async () => (await readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))[0],
    close: () => client.dispose(),
  };
};

/** The mark of how far the server has looked, among the events of a subscription. */
type LookedUpTo = { readonly lookedUpTo: bigint };

const batchOf = (arrived: readonly (AllStreamResolvedEvent | LookedUpTo)[]): Batch => {
  const events = arrived.flatMap((one) => ("event" in one && one.event ? [recorded(one.event)] : []));
  const last = arrived.at(-1);
  const position = last && "lookedUpTo" in last ? last.lookedUpTo : events.at(-1)?.position;
  if (position === undefined) throw new StoreUnavailable("The subscription told of an event without a position.");
  return { events, position };
};

const at = (position: bigint) => ({ commit: position, prepare: position });

const jsonOf = ({ id, type, data, metadata }: Append["events"][number]) =>
  // The port's data is JSON by construction (zod output); the client's types ask for its own JSON type.
  jsonEvent({ id, type, data: data as Record<string, unknown>, metadata: metadata as Record<string, unknown> });

const recorded = (event: RecordedEvent | AllStreamRecordedEvent): Recorded => {
  if (!event.position)
    throw new StoreUnavailable(`Event ${event.id} came without a position; a server of 22.6 or later gives one.`);
  return {
    id: event.id,
    stream: event.streamId,
    revision: event.revision,
    position: event.position.commit,
    type: event.type,
    data: event.data,
    // Metadata is ours when the event is; anything else reads as having none.
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

/** gRPC statuses that the client passes on as unknown errors: CANCELLED (a client being closed), INTERNAL, UNAVAILABLE. */
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
    return new StoreUnavailable(`No server of the event store was found for ${stream}.`, { cause: error });
  return error;
};

/** What a server says of a call has a class of its own; that none was found is a bare Error, or gRPC's own. */
const isWithoutServer = (error: Error): boolean =>
  Object.getPrototypeOf(error) === Error.prototype && (!("code" in error) || lostCodes.includes(Number(error.code)));
