import type { DatabaseSync, SQLInputValue } from "node:sqlite";

export interface Statement<Row> {
  readonly one: (...values: SQLInputValue[]) => Row | undefined;
  readonly all: (...values: SQLInputValue[]) => Row[];
  readonly each: (...values: SQLInputValue[]) => Iterable<Row>;
  readonly run: (...values: SQLInputValue[]) => bigint;
}

/** A prepared statement. The tables are strict, so a column has its declared type and the row can be named once, here. */
export const prepare = <Row = never>(database: DatabaseSync, text: string): Statement<Row> => {
  const statement = database.prepare(text);
  statement.setReadBigInts(true);
  return {
    one: (...values) => statement.get(...values) as Row | undefined,
    all: (...values) => statement.all(...values) as Row[],
    each: (...values) => statement.iterate(...values) as Iterable<Row>,
    run: (...values) => BigInt(statement.run(...values).lastInsertRowid),
  };
};
