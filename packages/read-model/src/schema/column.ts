import type { Day } from "@lianxiao/events";

/** A column: its type in PostgreSQL, and for the compiler the type of its values. */
export type Column<Value = unknown> = {
  readonly type: string;
  readonly isOptional: boolean;
  /** Never set. */
  readonly value?: Value;
};

export type Columns = Readonly<Record<string, Column>>;

/** The row of a table with these columns. */
export type RowOf<C extends Columns> = {
  readonly [Name in keyof C]: C[Name] extends Column<infer Value> ? Value : never;
};

const column =
  (type: string) =>
  <Value>(): Column<Value> => ({ type, isOptional: false });

export const text: <Value extends string = string>() => Column<Value> = column("text");

/** Text that is compared by its bytes, so that an index finds everything that begins with a prefix. */
export const key: <Value extends string = string>() => Column<Value> = column('text collate "C"');
export const texts: <Value extends string = string>() => Column<readonly Value[]> = column("text[]");
export const day = (): Column<Day> => column("date")<Day>();
export const integer = (): Column<number> => column("integer")<number>();
export const truth = (): Column<boolean> => column("boolean")<boolean>();
export const uuid = (): Column<string> => column("uuid")<string>();
export const json: <Value = unknown>() => Column<Value> = column("jsonb");
export const instant = (): Column<Date> => column("timestamptz")<Date>();

/** A position of the log: as text, because it may exceed what a number holds exactly. */
export const position = (): Column<string> => column("bigint")<string>();

/** The days on which a row was so, and the positions between which it was believed. */
export const daterange = (): Column<string> => column("daterange")<string>();
export const positions = (): Column<string> => column("int8range")<string>();

/** A column that may be null. */
export const optional = <Value>({ type }: Column<Value>): Column<Value | null> => ({ type, isOptional: true });
