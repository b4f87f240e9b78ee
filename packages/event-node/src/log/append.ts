import type { NewEvent } from "./ledger.ts";
import type { Condition, Outcome, Unmet, Unwritten } from "./outcome.ts";

/** One append: it is written to all of its streams atomically. */
export interface Append {
  /** Every stream that the append writes to or checks, each once. */
  readonly parts: readonly Part[];
  /** The events, in the order in which they are written to the log. */
  readonly writes: readonly Write[];
}

export interface Part {
  readonly stream: string;
  readonly expected: Condition;
  /** The stream is not written to; its expectation must hold when the others are. */
  readonly isOnlyChecked?: boolean;
}

export interface Write {
  /** The index of the stream's part. */
  readonly part: number;
  readonly event: NewEvent;
}

/** The result of an append. */
export type Appended =
  | {
      readonly kind: "written";
      /**
       * The last revision of each stream: after the append where it was written to, and its current one where it was
       * only checked.
       */
      readonly lasts: readonly bigint[];
      readonly position: bigint | undefined;
    }
  | Violated
  | Unwritten;

export interface Violated {
  readonly kind: "violated";
  /** Every part whose expectation failed, in order; at least one. */
  readonly violations: readonly [Violation, ...Violation[]];
}

export interface Violation {
  readonly part: number;
  readonly unmet: Unmet;
  /** The actual state of the stream: its revision, or -1 if it has no event. */
  readonly actual: bigint | "deleted" | "tombstoned";
}

/** An append to one stream. */
export const toOneStream = (stream: string, expected: Condition, events: readonly NewEvent[]): Append => ({
  parts: [{ stream, expected }],
  writes: events.map((event) => ({ part: 0, event })),
});

/** The result as that of an append to a single stream. */
export const ofOneStream = (appended: Appended): Outcome => {
  if (appended.kind === "violated") return appended.violations[0].unmet;
  if (appended.kind !== "written") return appended;
  return { kind: "written", last: appended.lasts[0] ?? -1n, position: appended.position };
};
