import { isCorrection, isOwn } from "@lianxiao/events";
import type { Tx } from "../database.ts";
import type { AnyEvent, Readable } from "../readable.ts";
import { type Filed, partsOf } from "./history.ts";
import type { AnyTimelineTable } from "./table.ts";

/** What the tables make of the streams of one category. */
export type Category = {
  readonly meaning: AnyTimelineTable["meaning"];
  readonly tables: readonly AnyTimelineTable[];
  readonly partOf: (event: AnyEvent) => string;
};

/** The tables by the category of the streams that they are about. */
export const categoriesOf = (tables: readonly AnyTimelineTable[]): ReadonlyMap<string, Category> => {
  const byCategory = Map.groupBy(tables, ({ meaning }) => meaning.category);
  return new Map(
    [...byCategory].flatMap(([category, own]): readonly (readonly [string, Category])[] => {
      const [first] = own;
      if (first === undefined) return [];
      const ways = new Set(own.flatMap(({ partOf }) => (partOf ? [partOf] : [])));
      if (ways.size > 1) throw new Error(`The tables about ${category} divide its streams in ${ways.size} ways.`);
      const [partOf] = ways;
      return [[category, { meaning: first.meaning, tables: own, partOf: (event) => partOf?.(event) ?? "" }]];
    }),
  );
};

/** The tables that have rows about a part, or about what the stream is about as a whole. */
export const tablesOf = ({ tables }: Category, part: string): readonly AnyTimelineTable[] =>
  tables.filter(({ partOf }) => (partOf === undefined) === (part === ""));

/** Says of everything in a batch to which subject it belongs: a correction to that of the event which it corrects. */
export const filed = async (
  tx: Tx,
  categories: ReadonlyMap<string, Category>,
  batch: readonly Readable[],
): Promise<readonly Filed[]> => {
  const parts = new Map<string, string>();
  for (const { recorded, category, event } of batch)
    if (isOwn(event)) parts.set(recorded.id, categories.get(category)?.partOf(event) ?? "");
  const earlier = batch.flatMap(({ recorded: { stream }, event }) =>
    isCorrection(event) && !parts.has(event.data.event) ? [{ stream, id: event.data.event }] : [],
  );
  const stored = await partsOf(tx, earlier);
  return batch.map((readable) => {
    const { recorded, event } = readable;
    const about = isCorrection(event) ? event.data.event : recorded.id;
    return { ...readable, stream: recorded.stream, part: parts.get(about) ?? stored.get(about) ?? "" };
  });
};
