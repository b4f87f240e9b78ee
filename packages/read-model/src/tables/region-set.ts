import type { RegionCode } from "@lianxiao/events";
import { always } from "../period.ts";
import { statedTable } from "../stated/table.ts";

type RegionSetRow = {
  readonly set_id: string;
  readonly name: string;
  readonly members: readonly RegionCode[];
  readonly note: string | null;
};

export const regionSet = statedTable<RegionSetRow, "set_id">({
  name: "region_set",
  subject: "set_id",
  on: {
    RegionSetDefined: (facts, { set, name, members, note }) =>
      facts.assert({ set_id: set }, always, { name, members, note: note ?? null }),
  },
});
