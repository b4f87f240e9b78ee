import type { NewEvent } from "./ledger.ts";
import type { Condition, Outcome, Unmet, Unwritten } from "./outcome.ts";

/** One append: it is written to all of its streams at once or to none. */
export interface Append {
  /** Every stream that it is about, each once. */
  readonly parts: readonly Part[];
  /** Its events as they will follow each other in the log. */
  readonly writes: readonly Write[];
}

export interface Part {
  readonly stream: string;
  readonly expected: Condition;
  /** Not written to: it must only stand as it should when the others are. */
  readonly isOnlyChecked?: boolean;
}

export interface Write {
  /** The index of the stream's part. */
  readonly part: number;
  readonly event: NewEvent;
}

/** What became of an append. */
export type Appended =
  | {
      readonly kind: "written";
      /** The last revision of each part that was written to; of the others, as they stand. */
      readonly lasts: readonly bigint[];
      readonly position: bigint | undefined;
    }
  | Violated
  | Unwritten;

export interface Violated {
  readonly kind: "violated";
  /** Every part that stood in the way, in their order, and never none. */
  readonly violations: readonly [Violation, ...Violation[]];
}

export interface Violation {
  readonly part: number;
  readonly unmet: Unmet;
  /** How the stream stands instead: at a revision, or -1 if it has none. */
  readonly actual: bigint | "deleted" | "tombstoned";
}

/** An append to one stream. */
export const toOneStream = (stream: string, expected: Condition, events: readonly NewEvent[]): Append => ({
  parts: [{ stream, expected }],
  writes: events.map((event) => ({ part: 0, event })),
});

/** What became of it, in the words of one stream. */
export const ofOneStream = (appended: Appended): Outcome => {
  if (appended.kind === "violated") return appended.violations[0].unmet;
  if (appended.kind !== "written") return appended;
  return { kind: "written", last: appended.lasts[0] ?? -1n, position: appended.position };
};
