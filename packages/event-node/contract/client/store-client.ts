import type {
  AllStreamResolvedEvent,
  EventStoreDBClient,
  Filter,
  ReadAllOptions,
  ReadStreamOptions,
  ResolvedEvent,
} from "@eventstore/db-client";

/** The methods that both clients share, as declared by 6.2.1; only its types are imported. */
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

/** A client of the store, independent of the package. */
export interface StoreClient extends Shared {
  readonly readStream: (stream: string, options?: ReadStreamOptions) => AsyncIterable<ResolvedEvent>;
  readonly readAll: (options?: ReadAllOptions & { readonly filter?: Filter }) => AsyncIterable<AllStreamResolvedEvent>;
}

/** The features that only one of the clients has; test cases that depend on one look it up here. */
export interface Capabilities {
  readonly name: string;
  /** Whether `readAll` supports a filter. */
  readonly filtersReads: boolean;
  /** The precision in milliseconds of an event's timestamp in reads. */
  readonly readsTimeToMs: number;
  /** Whether it can read backwards from the start and forwards from the end. */
  readonly startsWhereTold: boolean;
  /** The error into which it turns the status UNKNOWN or INVALID_ARGUMENT of a read. */
  readonly otherErrorOfReads: "unknown" | "unavailable";
  /** The error into which it turns an append with the status ABORTED. */
  readonly abortedAppend: "timeout" | "unknown";
  /** Whether `caughtUp` has a position. */
  readonly tellsWhereCaughtUp: boolean;
  /** Whether it supports appends to several streams. */
  readonly appendsToSeveralStreams: boolean;
}

/** What the contract imports of a client: the client, its helper functions and constants, and its capabilities. */
export type Adapter = typeof import("./eventstore.ts");
