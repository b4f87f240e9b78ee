import { type AnyEvent, factsOf, isCorrection, isOwn, spansOf } from "@lianxiao/events";
import { placeOf, Unapplied } from "../readable.ts";
import { beliefs, type Changes } from "./beliefs.ts";
import type { Filed, Subject } from "./history.ts";
import { type Category, tablesOf } from "./subjects.ts";
import type { AnyEntry, Held, Timeline, TimelineTable } from "./table.ts";

/**
 * The rows of a subject. Throws Unapplied for a row of another one, whose own rows are not loaded: it would never end.
 */
const rowsOf = (table: TimelineTable, timeline: Timeline<unknown, AnyEvent>): readonly Held[] => {
  const { name, subject, sharesStream } = table;
  const rows = table.rows(timeline);
  if (sharesStream) return rows;
  const own = [timeline.id, timeline.part];
  for (const { row } of rows)
    for (const [at, column] of subject.entries())
      if (String(row[column]) !== own[at])
        throw new Unapplied(
          `${timeline.id} states a row of ${name} with ${column} ${row[column]}, of another subject.`,
        );
  return rows;
};

type Restated = Changes & { readonly table: TimelineTable };

const timelineOf = (
  { meaning }: Category,
  { stream, part }: Subject,
  entries: readonly AnyEntry[],
  before?: Timeline<unknown, AnyEvent>,
): Timeline<unknown, AnyEvent> => {
  const facts = factsOf(meaning, entries);
  return { id: stream.slice(stream.indexOf("-") + 1), part, facts, spans: spansOf(meaning, facts, before) };
};

/** The changes of a subject's rows after each of its new records, as if each had been applied alone. */
export const restate = (
  category: Category,
  { before, fresh }: { readonly before: readonly AnyEntry[]; readonly fresh: readonly Filed[] },
): readonly Restated[] => {
  const [subject] = fresh;
  if (subject === undefined) return [];
  const entries = [...before];
  let timeline = timelineOf(category, subject, entries);
  const then = timeline;
  const believed = tablesOf(category, subject.part).map((table) => ({ table, beliefs: beliefs(rowsOf(table, then)) }));
  for (const { recorded, event } of fresh) {
    entries.push({ id: recorded.id, event });
    // An abandoned command does not change the subject.
    if (!isOwn(event) && !isCorrection(event)) continue;
    try {
      const now = timelineOf(category, subject, entries, timeline);
      for (const { table, beliefs } of believed) beliefs.become(rowsOf(table, now), recorded.position);
      timeline = now;
    } catch (error) {
      throw new Unapplied(`${placeOf(recorded)}: it could not be applied.`, { cause: error });
    }
  }
  return believed.map(({ table, beliefs }) => ({ table, ...beliefs.changes() }));
};
