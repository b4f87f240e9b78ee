import { sql } from "kysely";
import type { Tx } from "./database.ts";
import { daterange, type Period } from "./period.ts";
import type { Row } from "./readable.ts";

/** A row, its valid period, and the positions from and until which it was believed. */
export type Believed = Period & { readonly row: Row; readonly since: bigint; readonly until?: bigint };

/** One statement for all rows; PostgreSQL takes the types from the table. */
export const insert = async (tx: Tx, table: string, beliefs: readonly Believed[]): Promise<void> => {
  if (beliefs.length === 0) return;
  const rows = beliefs.map(({ row, since, until = "", ...period }) => ({
    ...row,
    valid: daterange(period),
    known: `[${since},${until})`,
  }));
  await sql`
    insert into ${sql.id(table)}
    select * from jsonb_populate_recordset(null::${sql.id(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(tx);
};
