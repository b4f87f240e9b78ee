import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { damageIn } from "./damaged.ts";

export interface Statement<Row> {
  readonly one: (...values: SQLInputValue[]) => Row | undefined;
  readonly all: (...values: SQLInputValue[]) => Row[];
  readonly each: (...values: SQLInputValue[]) => Iterable<Row>;
  readonly run: (...values: SQLInputValue[]) => bigint;
}

const asked = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw damageIn(error);
  }
};

/**
 * A prepared statement. The tables are strict, so a column has its declared type and the row type can be given here.
 */
export const prepare = <Row = never>(database: DatabaseSync, text: string): Statement<Row> => {
  const statement = asked(() => database.prepare(text));
  statement.setReadBigInts(true);
  function* each(...values: SQLInputValue[]): Iterable<Row> {
    try {
      yield* statement.iterate(...values) as Iterable<Row>;
    } catch (error) {
      throw damageIn(error);
    }
  }
  return {
    one: (...values) => asked(() => statement.get(...values)) as Row | undefined,
    all: (...values) => asked(() => statement.all(...values)) as Row[],
    each,
    run: (...values) => BigInt(asked(() => statement.run(...values)).lastInsertRowid),
  };
};
