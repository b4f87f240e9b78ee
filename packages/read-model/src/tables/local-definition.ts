import type { ChosenOptions, RateName, RegionEvent, RegionId } from "@lianxiao/events";
import { planted, type RegionTree, regionMeaning } from "@lianxiao/regions";
import { timelineTable } from "../timeline/table.ts";

type LocalDefinitionRow = {
  readonly region_id: RegionId;
  readonly rate: RateName;
  readonly options: ChosenOptions;
  readonly text: string;
};

/** A definition holds until the next one of the region and rate, or its end. */
export const localDefinition = timelineTable<RegionTree, RegionEvent, LocalDefinitionRow>({
  name: "local_definition",
  meaning: regionMeaning,
  subject: "region_id",
  rows: ({ spans }) =>
    [...(spans.at(-1)?.state ?? planted).definitions].flatMap(([id, byRate]) =>
      [...byRate].flatMap(([rate, definitions]) =>
        definitions.flatMap(({ from, own }, at) =>
          own === null ? [] : [{ row: { region_id: id, rate, ...own }, from, to: definitions[at + 1]?.from ?? null }],
        ),
      ),
    ),
});
