import type { AnyEvent, Entry, Fact, Meaning, Span } from "@lianxiao/events";
import type { Period } from "../period.ts";
import type { Row } from "../readable.ts";
import { type Columns, daterange, positions, type RowOf } from "../schema/column.ts";
import type { Declared, Table } from "../schema/table.ts";

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

/** The two periods of every row: when it was so, and between which positions it was believed. */
const periods = { valid: daterange(), known: positions() };
type Periods = typeof periods;

type Timelined<State, E extends AnyEvent, C extends Columns> = {
  readonly meaning: Meaning<State, E>;
  /** The columns by which the rows of a subject are found: those of its id, and of its part if it is one. */
  readonly subject: readonly [keyof C & string, ...(keyof C & string)[]];
  /**
   * Set where one stream records all subjects, as that of the region tree does. Otherwise each row names the subject of
   * its own stream and part in the columns above.
   */
  readonly sharesStream?: true;
  readonly partOf?: PartOf<E>;
  readonly rows: (timeline: Timeline<State, E>) => readonly Held<RowOf<C>>[];
};

/** The indexes may name the periods as well. */
type WithPeriods<C extends Columns> = Omit<Declared<C>, "indexes"> & Pick<Declared<C & Periods>, "indexes">;

/**
 * A table whose rows are a function of a subject's timeline. A subject is a stream's subject, or with `partOf` a part
 * of it with records of its own, which neither read nor change the rows of other parts. The
 * tables of one category divide its streams in one way only.
 */
export type TimelineTable<C extends Columns = Columns> = Table<C & Periods> & Timelined<unknown, AnyEvent, Columns>;

/**
 * Adds the two periods to the columns. The rows of a subject are found by one index, which tells the believed ones from
 * the former ones, so that an event costs the same however often its subject has changed.
 */
export const timelineTable = <State, E extends AnyEvent, const C extends Columns>({
  columns,
  indexes,
  ...declared
}: WithPeriods<C> & Timelined<State, E, C>): TimelineTable<C> =>
  // A table gets only the events of its own category and states of its own meaning.
  ({
    ...declared,
    columns: { ...columns, ...periods },
    indexes: [[...declared.subject, "(upper_inf(known))"], ...indexes],
  }) as unknown as TimelineTable<C>;

export type AnyEntry = Entry<AnyEvent>;
