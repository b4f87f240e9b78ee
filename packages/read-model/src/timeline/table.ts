import type { AnyEvent, Entry, Fact, Meaning, Span } from "@lianxiao/events";
import type { Period } from "../period.ts";
import type { Row } from "../readable.ts";

/** A row and when it holds. */
export type Held<R extends Row = Row> = Period & { readonly row: R };

/** All that is recorded of one subject, as corrected. `id` is what its stream is named after. */
export type Timeline<State, E extends AnyEvent> = {
  readonly id: string;
  /** The key of the part, where the subject is one. */
  readonly part: string;
  readonly facts: readonly Fact<E>[];
  readonly spans: readonly Span<State>[];
};

/** The key of the part to which an event belongs; undefined for what is said of the stream's subject itself. */
type PartOf<E extends AnyEvent> = (event: E) => string | undefined;

/**
 * A table whose rows are a function of a subject's timeline. A subject is what a stream is about, or with `partOf` a part
 * of it that has a record of its own: what is recorded of one part neither reads nor changes the rows of another. The
 * tables of one category divide its streams in one way only.
 */
export type TimelineTable<State, E extends AnyEvent, R extends Row> = {
  readonly name: string;
  readonly meaning: Meaning<State, E>;
  /** The column by which rows are found: where it can be, the one that holds the subject's id. */
  readonly subject: keyof R & string;
  readonly partOf?: PartOf<E>;
  readonly rows: (timeline: Timeline<State, E>) => readonly Held<R>[];
};

/** A timeline table whatever its states, events and rows are. */
export type AnyTimelineTable = TimelineTable<unknown, AnyEvent, Row>;

// A table is only ever handed the events of its own category and what its own meaning makes of them.
export const timelineTable = <State, E extends AnyEvent, R extends Row>(
  table: TimelineTable<State, E, R>,
): AnyTimelineTable => table as unknown as AnyTimelineTable;

export type AnyEntry = Entry<AnyEvent>;
