import type { GroupEvent, MembershipEvent, RegionEvent, SchoolEvent } from "@lianxiao/events";
import type { Period } from "./period.ts";

/** Every event that the read model may take note of. */
export type AnyEvent = RegionEvent | SchoolEvent | GroupEvent | MembershipEvent;

/** A row as its table has it, without the two periods. */
export type Row = Readonly<Record<string, unknown>>;

type Which<R, Subject extends keyof R, Key extends keyof R> = Pick<R, Subject> & Partial<Pick<R, Key>>;

/**
 * What a projection's handler can say. `assert` replaces whatever was believed of that key in that period, `retract`
 * ends a belief for a period, `amend` changes some columns over a period and leaves the others as they are split.
 * `believed` gives what holds at that point of the log, oldest period first.
 */
export interface Facts<R, Subject extends keyof R, Key extends keyof R> {
  assert(key: Pick<R, Subject | Key>, period: Period, rest: Omit<R, Subject | Key>): void;
  retract(which: Which<R, Subject, Key>, period: Period): void;
  amend(which: Which<R, Subject, Key>, period: Period, change: Partial<Omit<R, Subject | Key>>): void;
  believed(which: Which<R, Subject, Key>): readonly (R & Period)[];
}

type Handlers<F> = {
  readonly [E in AnyEvent as E["type"]]?: (facts: F, data: E["data"]) => void;
};

/**
 * A table and how events state its facts. Rows are loaded by `subject`, so a handler may say anything about the
 * subjects that its event names, and nothing about others.
 */
export type FactTable<R extends Row, Subject extends keyof R & string, Key extends keyof R & string = Subject> = {
  readonly name: string;
  readonly subject: Subject;
  readonly seed?: readonly R[];
  readonly on: Handlers<Facts<R, Subject, Key>>;
};

/** A table as the fold sees it, whatever its rows are. */
export type Table = FactTable<Row, string>;

// A table's handlers are only ever handed rows that the same handlers wrote, so forgetting their type here is safe.
export const factTable = <R extends Row, Subject extends keyof R & string, Key extends keyof R & string = Subject>(
  table: FactTable<R, Subject, Key>,
): Table => table as unknown as Table;
