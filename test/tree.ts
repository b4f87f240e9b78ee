import { type Entry, factsOf, type RecordOf, type RegionEvent, spansOf } from "@lianxiao/events";
import { planted, type RegionTree, regionMeaning } from "@lianxiao/regions";

/** The tree that a record amounts to; its entries have the ids `0`, `1` …, by which a correction names them. */
export const treeOf = (...records: readonly RecordOf<RegionEvent>[]): RegionTree => {
  const entries = records.map((event, index): Entry<RegionEvent> => ({ id: String(index), event }));
  return spansOf(regionMeaning, factsOf(regionMeaning, entries)).at(-1)?.state ?? planted;
};
