import { sql } from "kysely";
import type { Tx } from "../database.ts";
import type { Belief } from "./ledger.ts";

/** What is believed now of the subjects, with the place of each row, in one query. */
export const load = async (tx: Tx, table: string, which: { subject: string; among: unknown[] }): Promise<Belief[]> => {
  const { rows } = await sql<{
    row: Belief["row"];
    from: string | null;
    to: string | null;
    since: string;
    stored: string;
  }>`
    select
      to_jsonb(t) - 'valid' - 'known' as row,
      lower(valid)::text as "from",
      upper(valid)::text as "to",
      lower(known)::text as since,
      t.ctid::text as stored
    from ${sql.id(table)} t
    where upper_inf(known) and ${sql.id(which.subject)} = any(${which.among})`.execute(tx);
  return rows.map((row) => ({ ...row, since: BigInt(row.since) }));
};

/** Ends what was believed. A row's place cannot change meanwhile: whoever holds the checkpoint is the only writer. */
export const close = async (tx: Tx, table: string, beliefs: readonly Belief[]): Promise<void> => {
  if (beliefs.length === 0) return;
  const rows = beliefs.map(({ stored, until }) => ({ stored, until: String(until) }));
  await sql`
    update ${sql.id(table)} t
    set known = int8range(lower(t.known), ended.until)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as ended (stored tid, until int8)
    where t.ctid = ended.stored`.execute(tx);
};
