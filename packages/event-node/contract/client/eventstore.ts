import { EventStoreDBClient, type ResolvedEvent, type StreamingRead } from "@eventstore/db-client";
import type { Capabilities, StoreClient } from "./store-client.ts";

export {
  ANY,
  BACKWARDS,
  binaryEvent,
  DISPATCH_TO_SINGLE,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  PINNED,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  ROUND_ROBIN,
  START,
  STREAM_EXISTS,
  streamNameFilter,
} from "@eventstore/db-client";

export const capabilities: Capabilities = {
  name: "@eventstore/db-client",
  filtersReads: false,
  readsTimeToMs: 1,
  startsWhereTold: true,
  otherErrorOfReads: "unknown",
  abortedAppend: "timeout",
  tellsWhereCaughtUp: false,
  appendsToSeveralStreams: false,
};

export const clientOf = (connectionString: string): StoreClient =>
  EventStoreDBClient.connectionString(connectionString);

/** Ends a read that may not have started. */
export const stopReading = async (reading: AsyncIterable<ResolvedEvent>): Promise<void> => {
  // All reads of this client are streams.
  await (reading as StreamingRead<ResolvedEvent>).cancel();
};
