import type { RegionEvent, RegionId } from "@lianxiao/events";
import { planted, type RegionTree, regionMeaning } from "@lianxiao/regions";
import { always } from "../period.ts";
import { timelineTable } from "../timeline/table.ts";

type RegionSetRow = {
  readonly set_id: string;
  readonly name: string;
  readonly members: readonly RegionId[];
  readonly note: string | null;
};

/** A set is what it was last defined to be, for all time. */
export const regionSet = timelineTable<RegionTree, RegionEvent, RegionSetRow>({
  name: "region_set",
  meaning: regionMeaning,
  subject: "set_id",
  rows: ({ spans }) =>
    [...(spans.at(-1)?.state ?? planted).sets.values()].map(({ set, name, members, note }) => ({
      row: { set_id: set, name, members, note: note ?? null },
      ...always,
    })),
});
