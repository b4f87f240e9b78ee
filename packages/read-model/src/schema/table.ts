import type { Columns } from "./column.ts";
import type { Scope } from "./scope.ts";

/** The columns of an index or of a key, or expressions in brackets over them. */
export type Key<Name extends string = string> = readonly (Name | `(${string})`)[];

type Made<C extends Columns, Name extends string> = {
  readonly name: string;
  readonly columns: C;
  /** One row for each. */
  readonly unique?: readonly Key<Name>[];
  /** Beside those that follow from the scope. */
  readonly indexes: readonly Key<Name>[];
  readonly scope: Scope<Name>;
  /**
   * The view in which every reader has all rows, for published aggregates only: a rate is the same for all who may ask
   * for it, and a group of schools in two counties counts although each county sees only its own.
   */
  readonly aggregates?: string;
};

/** A table as it is declared: keys and scope name its own columns. */
export type Declared<C extends Columns> = Made<C, keyof C & string>;

/** What the DDL, the rows and the access of a table follow from. */
export type Table<C extends Columns = Columns> = Made<C, string>;

export const table = <const C extends Columns>(declared: Declared<C>): Table<C> => declared;
