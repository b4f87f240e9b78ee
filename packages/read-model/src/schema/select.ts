import { type QueryExecutorProvider, type RawBuilder, sql } from "kysely";
import type { Columns, RowOf } from "./column.ts";
import type { Table } from "./table.ts";

type Refs<C extends Columns> = { readonly [Name in keyof C]: RawBuilder<RowOf<C>[Name]> };

/** The columns of a table under an alias. */
export const as = <C extends Columns>({ columns }: Table<C>, alias: string): Refs<C> =>
  // There is one reference for each column, of the column's type.
  Object.fromEntries(Object.keys(columns).map((name) => [name, sql.ref(`${alias}.${name}`)])) as unknown as Refs<C>;

type Fields = Readonly<Record<string, RawBuilder<unknown>>>;
type Selected<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends RawBuilder<infer Value> ? Value : never;
};

/** Selects the fields, each under its name; `rest` is the query from its `from` on. */
export const select = async <F extends Fields>(
  to: { readonly sql: QueryExecutorProvider },
  fields: F,
  rest: RawBuilder<unknown>,
): Promise<readonly Selected<F>[]> => {
  const list = sql.join(Object.entries(fields).map(([name, value]) => sql`${value} as ${sql.id(name)}`));
  const { rows } = await sql<Selected<F>>`select ${list} ${rest}`.execute(to.sql);
  return rows;
};
