import { sql } from "kysely";
import { answered, type Tx } from "../database.ts";
import { insert } from "../insert.ts";
import { daterange } from "../period.ts";
import { Unapplied } from "../readable.ts";
import type { Changes } from "./beliefs.ts";
import type { TimelineTable } from "./table.ts";

/** Writes the changes of a table's rows with one update and one insert. */
export const write = async (tx: Tx, table: TimelineTable, changes: readonly Changes[]): Promise<void> => {
  await end(
    tx,
    table,
    changes.flatMap(({ ended }) => ended),
  );
  const begun = changes.flatMap(({ begun }) => begun);
  await answered(() => insert(tx, table, begun));
};

/** Ends stored rows. They are found by content, because the rows of a subject have no key of their own. */
const end = async (tx: Tx, { name, subject }: TimelineTable, ended: Changes["ended"]): Promise<void> => {
  if (ended.length === 0) return;
  const rows = ended.map(({ row, until, ...period }) => ({
    ...row,
    valid: daterange(period),
    known: `[,${until})`,
  }));
  const { numAffectedRows = 0n } = await answered(() =>
    sql`
    update ${sql.id(name)} t
    set known = int8range(lower(t.known), upper(ended.known))
    from jsonb_populate_recordset(null::${sql.id(name)}, ${JSON.stringify(rows)}::jsonb) ended
    where ${sql.join(
      subject.map((column) => sql`${sql.ref(`t.${column}`)} = ${sql.ref(`ended.${column}`)}`),
      sql` and `,
    )}
      and upper_inf(t.known)
      and t.valid = ended.valid
      and to_jsonb(t) - 'known' = to_jsonb(ended) - 'known'`.execute(tx),
  );
  if (numAffectedRows === BigInt(ended.length)) return;
  throw new Unapplied(
    `Of ${ended.length} rows of ${name} that are no longer so, ${numAffectedRows} were found: the table is not what its ` +
      "history says. Drop the read model's schema to rebuild it.",
  );
};
