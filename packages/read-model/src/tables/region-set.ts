import type { RegionId } from "@lianxiao/events";
import { planted, regionMeaning } from "@lianxiao/regions";
import { always } from "../period.ts";
import { optional, text, texts } from "../schema/column.ts";
import { timelineTable } from "../timeline/table.ts";

/** A set is what it was last defined to be, for all time. */
export const regionSet = timelineTable({
  name: "region_set",
  meaning: regionMeaning,
  subject: ["set_id"],
  sharesStream: true,
  columns: { set_id: text(), name: text(), members: texts<RegionId>(), note: optional(text()) },
  indexes: [],
  scope: "public",
  rows: ({ spans }) =>
    [...(spans.at(-1)?.state ?? planted).sets.values()].map(({ set, name, members, note }) => ({
      row: { set_id: set, name, members, note: note ?? null },
      ...always,
    })),
});
