import { sql } from "kysely";
import { answered, type Tx } from "../database.ts";
import type { Readable } from "../readable.ts";
import type { Changes } from "./beliefs.ts";
import { type Filed, file, keyOf, load, type Subject } from "./history.ts";
import { restate } from "./restate.ts";
import { categoriesOf, filed } from "./subjects.ts";
import type { TimelineTable } from "./table.ts";
import { write } from "./write.ts";

/** Stores the records of a batch, and updates the tables to the timelines of its subjects. */
export const projectTimelines = async (
  tx: Tx,
  tables: readonly TimelineTable[],
  batch: readonly Readable[],
): Promise<void> => {
  const categories = categoriesOf(tables);
  const ours = batch.filter(({ category }) => categories.has(category));
  if (ours.length === 0) return;
  await lookUpByIndex(tx);
  const records = await filed(tx, categories, ours);
  const bySubject = Map.groupBy(records, keyOf);
  const before = await load(tx, withPast(bySubject));
  await file(tx, records);
  const changes = new Map<TimelineTable, Changes[]>(tables.map((table) => [table, []]));
  for (const [key, fresh] of bySubject) {
    const category = categories.get(fresh[0]?.category ?? "");
    const restated = category ? restate(category, { before: before.get(key) ?? [], fresh }) : [];
    for (const { table, ...change } of restated) changes.get(table)?.push(change);
  }
  for (const [table, change] of changes) await write(tx, table, change);
};

/** A batch concerns few subjects, which the planner does not know: without this it scans whole tables. */
const lookUpByIndex = (tx: Tx): Promise<unknown> =>
  answered(() =>
    sql`
      select
        set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true),
        set_config('enable_seqscan', 'off', true)`.execute(tx),
  );

/** The subjects that may have stored records: not those of a stream that begins in this batch. */
const withPast = (bySubject: ReadonlyMap<string, readonly Filed[]>): readonly Subject[] => {
  const records = [...bySubject.values()];
  const begun = new Set(records.flat().flatMap(({ stream, recorded }) => (recorded.revision === 0n ? [stream] : [])));
  return records.flatMap(([first]) => (first && !begun.has(first.stream) ? [first] : []));
};
