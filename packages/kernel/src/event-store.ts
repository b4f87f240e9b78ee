/** An event's type and data as they are stored. */
export type Message = { readonly type: string; readonly data: unknown };

/**
 * A stored event. `position` is its place in the total order of the log, which is the logical clock of the whole
 * system.
 */
export type Recorded = {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly recordedAt: Date;
};

/** An event as returned by a stream read. Only subscriptions have the time of recording. */
export type StreamEvent = Omit<Recorded, "recordedAt">;

export type NewEvent = Message & { readonly id: string; readonly metadata: Readonly<Record<string, unknown>> };

/** The result of an append: the stream's last revision and the position of the last event appended. */
export type Receipt = { readonly stream: string; readonly revision: bigint; readonly position: bigint };

export type Append = {
  readonly stream: string;
  /** The expected revision: the stream's last revision as read; -1n means that the stream must not exist. */
  readonly revision: bigint;
  readonly events: readonly NewEvent[];
};

export type Subscribe = {
  /** Exclusive; undefined starts at the beginning of the log. */
  readonly after: bigint | undefined;
  readonly prefixes: readonly string[];
  readonly signal: AbortSignal;
};

/**
 * A batch of a subscription: events in log order, and the position up to which all matching events have been delivered.
 * A batch without events is a checkpoint.
 */
export type Batch = { readonly events: readonly Recorded[]; readonly position: bigint };

/** With a filter, the server sends a checkpoint after at most this many events, whether they matched or not. */
export const checkpointEvery = 128;

/** The port to the log. There is one adapter, `eventstore.ts`; there is no in-memory store. */
export interface EventStore {
  /** The stream's events from `from` (default 0n) in order; empty when there is no such stream. */
  read(stream: string, from?: bigint): Promise<readonly StreamEvent[]>;
  /** Throws RevisionConflict if the stream is at another revision, and StoreUnavailable if the outcome is unknown. */
  append(append: Append): Promise<Receipt>;
  /**
   * Yields the events available (at most 500 at a time) in log order, without gaps or duplicates. Ends when `signal`
   * aborts.
   */
  subscribe(options: Subscribe): AsyncIterable<Batch>;
  /** The stream's last events, at most `count`, in order; empty when there is no such stream. */
  tail(stream: string, count: number): Promise<readonly Recorded[]>;
  /** At most `count` events of the whole log after a position, of all writers; undefined starts at the beginning. */
  readAll(after: bigint | undefined, count: number): Promise<readonly Recorded[]>;
  /**
   * The last event of the whole log, of any writer. Reads one event, so its cost does not depend on the length of the
   * log.
   */
  head(): Promise<Recorded | undefined>;
  close(): Promise<void>;
}

export class RevisionConflict extends Error {
  override readonly name = "RevisionConflict";
  readonly stream: string;
  readonly actual: bigint | undefined;

  constructor(stream: string, actual?: bigint) {
    super(`Stream ${stream} is ${actual === undefined ? "at another revision" : `at revision ${actual}`}.`);
    this.stream = stream;
    this.actual = actual;
  }
}

/**
 * The store did not answer, or its answer was lost, so an append may or may not have been stored. Retry with the same
 * key.
 */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
