import { type Entry, factsOf, type RecordOf, type RegionEvent, spansOf } from "@lianxiao/events";
import { planted, type RegionTree, regionMeaning } from "@lianxiao/regions";
import type { Entered } from "./events.ts";

/** The entries of the region tree in a log. */
export const regionEntries = (recorded: readonly Entered[]): readonly Entry<RegionEvent>[] =>
  recorded.flatMap(({ id, stream, event }) =>
    // The region stream holds events of its own category.
    stream === "region-cn" ? [{ id, event: event as RecordOf<RegionEvent> }] : [],
  );

const folded = (entries: readonly Entry<RegionEvent>[]): RegionTree =>
  spansOf(regionMeaning, factsOf(regionMeaning, entries)).at(-1)?.state ?? planted;

/** The tree from these records; they have the ids `0`, `1` …, which corrections refer to. */
export const treeOf = (...records: readonly RecordOf<RegionEvent>[]): RegionTree =>
  folded(records.map((event, index) => ({ id: String(index), event })));

/** The tree from a log. */
export const treeOfEntered = (recorded: readonly Entered[]): RegionTree => folded(regionEntries(recorded));
