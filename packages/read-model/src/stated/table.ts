import type { Period } from "../period.ts";
import type { AnyEvent, Row } from "../readable.ts";

type Which<R, Subject extends keyof R, Key extends keyof R> = Pick<R, Subject> & Partial<Pick<R, Key>>;

/**
 * What a stated table's handler can say. `assert` replaces whatever was believed of that key in that period, `retract`
 * ends a belief for a period, `amend` changes some columns over a period and leaves the others as they are split.
 * `believed` gives what holds at that point of the log, oldest period first.
 */
export interface Statements<R, Subject extends keyof R, Key extends keyof R> {
  assert(key: Pick<R, Subject | Key>, period: Period, rest: Omit<R, Subject | Key>): void;
  retract(which: Which<R, Subject, Key>, period: Period): void;
  amend(which: Which<R, Subject, Key>, period: Period, change: Partial<Omit<R, Subject | Key>>): void;
  believed(which: Which<R, Subject, Key>): readonly (R & Period)[];
}

type Handlers<F> = {
  readonly [E in AnyEvent as E["type"]]?: (statements: F, data: E["data"]) => void;
};

/**
 * A table whose rows events state one after another, in the order of the log. Only the region tree has such tables: its
 * one stream is too long to be folded again at every change. Rows are loaded by `subject`, so a handler may say anything
 * about the subjects that its event names, and nothing about others.
 */
export type StatedTable<R extends Row, Subject extends keyof R & string, Key extends keyof R & string = Subject> = {
  readonly name: string;
  readonly subject: Subject;
  readonly seed?: readonly R[];
  readonly on: Handlers<Statements<R, Subject, Key>>;
};

/** A stated table as the ledger sees it, whatever its rows are. */
export type AnyStatedTable = StatedTable<Row, string>;

// A table's handlers are only ever handed rows that the same handlers wrote, so forgetting their type here is safe.
export const statedTable = <R extends Row, Subject extends keyof R & string, Key extends keyof R & string = Subject>(
  table: StatedTable<R, Subject, Key>,
): AnyStatedTable => table as unknown as AnyStatedTable;
