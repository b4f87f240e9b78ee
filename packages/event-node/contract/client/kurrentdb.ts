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

// The two packages differ only in the type of the subscription that a filter's callback gets.
const filters: unknown = kurrentdb;
export const { eventTypeFilter, excludeSystemEvents, streamNameFilter } = filters as Adapter;

export const capabilities: Capabilities = {
  name: "@kurrent/kurrentdb-client",
  filtersReads: true,
  readsTimeToMs: 1_000,
  // Besides a revision or a position, its reads support only "from the start forwards" and "from the end backwards".
  startsWhereTold: false,
  otherErrorOfReads: "unavailable",
  abortedAppend: "unknown",
  tellsWhereCaughtUp: true,
  appendsToSeveralStreams: true,
};

/** Maps this client's errors, in which revisions are called states, to the names of the other client. */
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
    // The client passes the options on to the append, which ignores `expectedRevision` and reads the expected state.
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
  // The two packages declare the same methods with classes of their own; apart from those above they take the same
  // options.
  return shared as unknown as StoreClient;
};

/** Ends a read that may not have started. */
export const stopReading: Adapter["stopReading"] = async (reading) => {
  await reading[Symbol.asyncIterator]().return?.();
};
