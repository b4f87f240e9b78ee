import * as kurrentdb from "@kurrent/kurrentdb-client";
import { KurrentDBClient, WrongExpectedVersionError } from "@kurrent/kurrentdb-client";
import type { Adapter, Capabilities, StoreClient } from "./store-client.ts";

export {
  ANY,
  BACKWARDS,
  binaryEvent,
  DISPATCH_TO_SINGLE,
  END,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  PINNED,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  ROUND_ROBIN,
  START,
  STREAM_EXISTS,
} from "@kurrent/kurrentdb-client";

// The two packages differ in the type of the subscription that a filter's callback is given, and in nothing else here.
const filters: unknown = kurrentdb;
export const { eventTypeFilter, excludeSystemEvents, streamNameFilter } = filters as Adapter;

export const capabilities: Capabilities = {
  name: "@kurrent/kurrentdb-client",
  filtersReads: true,
  readsTimeToMs: 1_000,
  // Its reads know only "everything forwards" and "everything backwards" besides a revision or a position.
  startsWhereTold: false,
  otherErrorOfReads: "unavailable",
  abortedAppend: "unknown",
  tellsWhereCaughtUp: true,
  appendsToSeveralStreams: true,
};

/** This client calls versions states. */
const inSharedWords = (error: unknown): never => {
  if (error instanceof WrongExpectedVersionError)
    throw Object.assign(error, { expectedVersion: error.expectedState, actualVersion: error.actualState });
  throw error;
};

const appending =
  (client: KurrentDBClient): StoreClient["appendToStream"] =>
  (stream, events, { expectedRevision = "any", ...options } = {}) =>
    client.appendToStream(stream, events, { ...options, streamState: expectedRevision }).catch(inSharedWords);

export const clientOf = (connectionString: string): StoreClient => {
  const client = KurrentDBClient.connectionString(connectionString.replace(/^esdb/, "kurrentdb"));
  const renamed: Partial<StoreClient> = {
    appendToStream: appending(client),
    // It hands its options on to the append, which calls the expected revision a state: by its own name it is not heard.
    setStreamMetadata: (stream, metadata, { expectedRevision = "any", ...options } = {}) => {
      const stated = { ...options, streamState: expectedRevision };
      return client.setStreamMetadata(stream, metadata, stated).catch(inSharedWords);
    },
  };
  const shared = new Proxy(client, {
    get: (_, name) => {
      if (name in renamed) return Reflect.get(renamed, name);
      const own: unknown = Reflect.get(client, name, client);
      if (typeof own !== "function") return own;
      return (...given: unknown[]) => {
        const answer: unknown = own.apply(client, given);
        return answer instanceof Promise ? answer.catch(inSharedWords) : answer;
      };
    },
  });
  // The two packages declare the same methods each with classes of its own; all but those above take the same options.
  return shared as unknown as StoreClient;
};

/** Ends a read that may not have begun. */
export const stopReading: Adapter["stopReading"] = async (reading) => {
  await reading[Symbol.asyncIterator]().return?.();
};
