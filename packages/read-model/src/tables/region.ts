import type { RegionCode, RegionEvent, RegionId, RegionLevel } from "@lianxiao/events";
import { allUnits, planted, type RegionTree, regionMeaning, type Version } from "@lianxiao/regions";
import { type Held, timelineTable } from "../timeline/table.ts";

type RegionRow = {
  readonly region_id: RegionId;
  readonly code: RegionCode;
  readonly name: string;
  readonly level: RegionLevel;
  readonly parent: RegionId | null;
  readonly successors: readonly RegionId[] | null;
  readonly goes_on: boolean;
};

const rows = new WeakMap<Version, Held<RegionRow>>();

/** The same object for the same version: most of the thousands of units do not change from one tree to the next. */
const rowOf = (version: Version): Held<RegionRow> => {
  const known = rows.get(version);
  if (known !== undefined) return known;
  const { id, code, name, level, parent, from, to, heirs, goesOn } = version;
  const row = { region_id: id, code, name, level, parent, successors: heirs, goes_on: goesOn };
  const held = { row, from, to };
  rows.set(version, held);
  return held;
};

export const region = timelineTable<RegionTree, RegionEvent, RegionRow>({
  name: "region",
  meaning: regionMeaning,
  subject: "region_id",
  rows: ({ spans }) => allUnits(spans.at(-1)?.state ?? planted).flatMap((unit) => unit.map(rowOf)),
});
