import { sql } from "kysely";
import { answered, type Tx } from "../database.ts";
import type { Readable } from "../readable.ts";
import type { Changes } from "./beliefs.ts";
import { type Filed, file, keyOf, load, type Subject } from "./history.ts";
import { restate } from "./restate.ts";
import { categoriesOf, filed } from "./subjects.ts";
import type { AnyTimelineTable } from "./table.ts";
import { write } from "./write.ts";

/** Files what a batch records and brings the tables to what the timelines of its subjects say with it. */
export const projectTimelines = async (
  tx: Tx,
  tables: readonly AnyTimelineTable[],
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
  const changes = new Map<AnyTimelineTable, Changes[]>(tables.map((table) => [table, []]));
  for (const [key, fresh] of bySubject) {
    const category = categories.get(fresh[0]?.category ?? "");
    const restated = category ? restate(category, { before: before.get(key) ?? [], fresh }) : [];
    for (const { table, ...change } of restated) changes.get(table)?.push(change);
  }
  for (const [table, change] of changes) await write(tx, table, change);
};

/** A batch is about few of all subjects, which the planner cannot know: without this it reads whole tables for them. */
const lookUpByIndex = (tx: Tx): Promise<unknown> =>
  answered(() =>
    sql`
      select
        set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true),
        set_config('enable_seqscan', 'off', true)`.execute(tx),
  );

/** The subjects of which something may be filed already: not those of a stream that begins with this batch. */
const withPast = (bySubject: ReadonlyMap<string, readonly Filed[]>): readonly Subject[] => {
  const records = [...bySubject.values()];
  const begun = new Set(records.flat().flatMap(({ stream, recorded }) => (recorded.revision === 0n ? [stream] : [])));
  return records.flatMap(([first]) => (first && !begun.has(first.stream) ? [first] : []));
};
