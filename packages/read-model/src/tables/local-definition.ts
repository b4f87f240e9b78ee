import type { ChosenOptions, RateName, RegionId } from "@lianxiao/events";
import { planted, regionMeaning } from "@lianxiao/regions";
import { json, text } from "../schema/column.ts";
import { timelineTable } from "../timeline/table.ts";

/**
 * The definition of a rate of a region's own (地方口径), which holds for the regions below it without one of their own,
 * until the next one of the region and rate, or its end.
 */
export const localDefinition = timelineTable({
  name: "local_definition",
  meaning: regionMeaning,
  subject: ["region_id"],
  sharesStream: true,
  columns: { region_id: text<RegionId>(), rate: text<RateName>(), options: json<ChosenOptions>(), text: text() },
  indexes: [],
  scope: "public",
  rows: ({ spans }) =>
    [...(spans.at(-1)?.state ?? planted).definitions].flatMap(([id, byRate]) =>
      [...byRate].flatMap(([rate, definitions]) =>
        definitions.flatMap(({ from, own }, at) =>
          own === null ? [] : [{ row: { region_id: id, rate, ...own }, from, to: definitions[at + 1]?.from ?? null }],
        ),
      ),
    ),
});
