import { sql } from "kysely";
import type { Tx } from "./database.ts";
import { daterange, type Period } from "./period.ts";
import { type Row, Unapplied } from "./readable.ts";
import type { Table } from "./schema/table.ts";

/** A row, its valid period, and the positions from and until which it was believed. */
export type Believed = Period & { readonly row: Row; readonly since: bigint; readonly until?: bigint };

/** One statement for all rows; PostgreSQL takes the types from the table. Throws Unapplied for a column that it has not. */
export const insert = async (tx: Tx, { name, columns }: Table, beliefs: readonly Believed[]): Promise<void> => {
  if (beliefs.length === 0) return;
  const unknown = beliefs.flatMap(({ row }) => Object.keys(row)).find((column) => !Object.hasOwn(columns, column));
  if (unknown !== undefined) throw new Unapplied(`A row for ${name} has ${unknown}, which is no column of it.`);
  const rows = beliefs.map(({ row, since, until = "", ...period }) => ({
    ...row,
    valid: daterange(period),
    known: `[${since},${until})`,
  }));
  await sql`
    insert into ${sql.id(name)}
    select * from jsonb_populate_recordset(null::${sql.id(name)}, ${JSON.stringify(rows)}::jsonb)`.execute(tx);
};
