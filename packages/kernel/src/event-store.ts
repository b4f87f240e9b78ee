/** A named thing that happened, as the log holds it. */
export type Message = { readonly type: string; readonly data: unknown };

/** An event as the log holds it. `position` is its place in the log's total order, the one clock of the system. */
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

/** An event as reading its stream gives it. When it was recorded is told to subscribers only. */
export type StreamEvent = Omit<Recorded, "recordedAt">;

export type NewEvent = Message & { readonly id: string; readonly metadata: Readonly<Record<string, unknown>> };

/** Where an append ended: the stream's last revision and the position of the append's last event. */
export type Receipt = { readonly stream: string; readonly revision: bigint; readonly position: bigint };

export type Append = {
  readonly stream: string;
  /** The stream's last revision as read; -1n means that it must not exist yet. */
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
 * What a subscription has got to: events in log order, and the position up to which nothing else matched. It comes
 * without events when the server only tells how far it has looked.
 */
export type Batch = { readonly events: readonly Recorded[]; readonly position: bigint };

/** A server tells how far it has looked after at most so many events, whether they matched or not. */
export const toldEvery = 128;

/** The port to the log. There is one adapter, `eventstore.ts`; there is no in-memory store. */
export interface EventStore {
  /** The stream's events from `from` (default 0n) in order; empty when there is no such stream. */
  read(stream: string, from?: bigint): Promise<readonly StreamEvent[]>;
  /** Throws RevisionConflict when the stream has moved, StoreUnavailable when the outcome is unknown. */
  append(append: Append): Promise<Receipt>;
  /** Batches of what has arrived (at most 500), in log order, without gap or repeat. Ends when `signal` aborts. */
  subscribe(options: Subscribe): AsyncIterable<Batch>;
  /** The stream's last events, at most `count`, in order; empty when there is no such stream. */
  tail(stream: string, count: number): Promise<readonly Recorded[]>;
  /** At most `count` events of the whole log after a position, whoever wrote them; undefined is the beginning. */
  readAll(after: bigint | undefined, count: number): Promise<readonly Recorded[]>;
  /** The last event of the whole log, whoever wrote it. One event is read, so this costs the same in every log. */
  head(): Promise<Recorded | undefined>;
  close(): Promise<void>;
}

export class RevisionConflict extends Error {
  override readonly name = "RevisionConflict";
  readonly stream: string;
  readonly actual: bigint | undefined;

  constructor(stream: string, actual?: bigint) {
    super(`Stream ${stream} has moved on${actual === undefined ? "" : ` to revision ${actual}`}.`);
    this.stream = stream;
    this.actual = actual;
  }
}

/** The store did not answer, or its answer was lost: an append may or may not have happened. Retry with the same key. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
