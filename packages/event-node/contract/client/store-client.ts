import type {
  AllStreamResolvedEvent,
  EventStoreDBClient,
  Filter,
  ReadAllOptions,
  ReadStreamOptions,
  ResolvedEvent,
} from "@eventstore/db-client";

/** What both clients call alike, in the words of 6.2.1: its types only, which load nothing. */
type Shared = Pick<
  EventStoreDBClient,
  | "appendToStream"
  | "connectionName"
  | "createPersistentSubscriptionToAll"
  | "createPersistentSubscriptionToStream"
  | "deletePersistentSubscriptionToAll"
  | "deletePersistentSubscriptionToStream"
  | "deleteStream"
  | "dispose"
  | "getPersistentSubscriptionToAllInfo"
  | "getPersistentSubscriptionToStreamInfo"
  | "getStreamMetadata"
  | "listAllPersistentSubscriptions"
  | "listPersistentSubscriptionsToAll"
  | "listPersistentSubscriptionsToStream"
  | "listProjections"
  | "replayParkedMessagesToAll"
  | "replayParkedMessagesToStream"
  | "restartPersistentSubscriptionSubsystem"
  | "setStreamMetadata"
  | "subscribeToAll"
  | "subscribeToPersistentSubscriptionToAll"
  | "subscribeToPersistentSubscriptionToStream"
  | "subscribeToStream"
  | "tombstoneStream"
  | "updatePersistentSubscriptionToAll"
  | "updatePersistentSubscriptionToStream"
>;

/** A client of the store, whichever it is. */
export interface StoreClient extends Shared {
  readonly readStream: (stream: string, options?: ReadStreamOptions) => AsyncIterable<ResolvedEvent>;
  readonly readAll: (options?: ReadAllOptions & { readonly filter?: Filter }) => AsyncIterable<AllStreamResolvedEvent>;
}

/** What one client can say or show and the other cannot; a case that needs it asks for it here, by name. */
export interface Capabilities {
  readonly name: string;
  /** Whether `readAll` takes a filter. */
  readonly filtersReads: boolean;
  /** Reads show when an event was recorded to so many milliseconds. */
  readonly readsTimeToMs: number;
  /** Whether a read backwards from the start and forwards from the end is asked for as such. */
  readonly startsWhereTold: boolean;
  /** What it makes of a read's status UNKNOWN and INVALID_ARGUMENT. */
  readonly otherErrorOfReads: "unknown" | "unavailable";
  /** What it makes of an append that is ABORTED. */
  readonly abortedAppend: "timeout" | "unknown";
  /** Whether `caughtUp` tells where. */
  readonly tellsWhereCaughtUp: boolean;
  /** Whether it appends to several streams at once. */
  readonly appendsToSeveralStreams: boolean;
}

/** What the contract imports of a client: the client itself, its words, and how it differs. */
export type Adapter = typeof import("./eventstore.ts");
