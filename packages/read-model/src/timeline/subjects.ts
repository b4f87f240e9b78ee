import { type AnyEvent, isCorrection, isOwn } from "@lianxiao/events";
import type { Tx } from "../database.ts";
import type { Readable } from "../readable.ts";
import { type Filed, partsOf, recordKey } from "./history.ts";
import type { TimelineTable } from "./table.ts";

/** The tables of one category, with how they divide its streams. */
export type Category = {
  readonly meaning: TimelineTable["meaning"];
  readonly tables: readonly TimelineTable[];
  readonly partOf: (event: AnyEvent) => string;
};

/** The tables by the category of their streams. */
export const categoriesOf = (tables: readonly TimelineTable[]): ReadonlyMap<string, Category> => {
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

/** The tables of a part, or of the stream as a whole. */
export const tablesOf = ({ tables }: Category, part: string): readonly TimelineTable[] =>
  tables.filter(({ partOf }) => (partOf === undefined) === (part === ""));

/** The subject of each record of a batch; a correction belongs to the subject of the corrected event. */
export const filed = async (
  tx: Tx,
  categories: ReadonlyMap<string, Category>,
  batch: readonly Readable[],
): Promise<readonly Filed[]> => {
  const here = new Set(batch.map(({ recorded }) => recordKey(recorded)));
  const corrected = batch.flatMap(({ recorded: { stream }, event }) =>
    isCorrection(event) ? [{ stream, id: event.data.event }] : [],
  );
  const parts = await partsOf(
    tx,
    corrected.filter((one) => !here.has(recordKey(one))),
  );
  return batch.map((readable) => {
    const { recorded, category, event } = readable;
    const { stream } = recorded;
    const part = isOwn(event)
      ? (categories.get(category)?.partOf(event) ?? "")
      : isCorrection(event)
        ? (parts.get(recordKey({ stream, id: event.data.event })) ?? "")
        : "";
    parts.set(recordKey(recorded), part);
    return { ...readable, stream, part };
  });
};
