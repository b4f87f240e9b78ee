import type { AnyEvent, Entry, Fact, Meaning, Span } from "@lianxiao/events";
import type { Period } from "../period.ts";
import type { Row } from "../readable.ts";

/** A row with its valid period. */
export type Held<R extends Row = Row> = Period & { readonly row: R };

/** The records of one subject as corrected. `id` is the id in the stream's name. */
export type Timeline<State, E extends AnyEvent> = {
  readonly id: string;
  /** The key of the part, if the subject is a part. */
  readonly part: string;
  readonly facts: readonly Fact<E>[];
  readonly spans: readonly Span<State>[];
};

/** The key of the part to which an event belongs; undefined if it concerns the stream's own subject. */
type PartOf<E extends AnyEvent> = (event: E) => string | undefined;

/**
 * A table whose rows are a function of a subject's timeline. A subject is a stream's subject, or with `partOf` a part
 * of it with records of its own, which neither read nor change the rows of other parts. The
 * tables of one category divide its streams in one way only.
 */
export type TimelineTable<State, E extends AnyEvent, R extends Row> = {
  readonly name: string;
  readonly meaning: Meaning<State, E>;
  /** The column by which rows are found: the subject's id, if there is such a column. */
  readonly subject: keyof R & string;
  readonly partOf?: PartOf<E>;
  readonly rows: (timeline: Timeline<State, E>) => readonly Held<R>[];
};

/** A timeline table of any state, events and rows. */
export type AnyTimelineTable = TimelineTable<unknown, AnyEvent, Row>;

// A table gets only the events of its own category and states of its own meaning.
export const timelineTable = <State, E extends AnyEvent, R extends Row>(
  table: TimelineTable<State, E, R>,
): AnyTimelineTable => table as unknown as AnyTimelineTable;

export type AnyEntry = Entry<AnyEvent>;
