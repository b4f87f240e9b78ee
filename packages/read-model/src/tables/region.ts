import type { RegionCode, RegionId, RegionLevel } from "@lianxiao/events";
import { allUnits, planted, regionMeaning, type Version } from "@lianxiao/regions";
import { optional, type RowOf, text, texts, truth } from "../schema/column.ts";
import { type Held, timelineTable } from "../timeline/table.ts";

const columns = {
  region_id: text<RegionId>(),
  code: text<RegionCode>(),
  name: text(),
  level: text<RegionLevel>(),
  parent: optional(text<RegionId>()),
  successors: optional(texts<RegionId>()),
  // The unit became its successor.
  goes_on: truth(),
};

type Row = RowOf<typeof columns>;

const rows = new WeakMap<Version, Held<Row>>();

/** The same object for the same version: most of the thousands of units do not change from one tree to the next. */
const rowOf = (version: Version): Held<Row> => {
  const known = rows.get(version);
  if (known !== undefined) return known;
  const { id, code, name, level, parent, from, to, heirs, goesOn } = version;
  const row = { region_id: id, code, name, level, parent, successors: heirs, goes_on: goesOn };
  const held = { row, from, to };
  rows.set(version, held);
  return held;
};

/**
 * A unit of the region tree by its id, which stays; a row for each period in which it was so. With successors the unit is
 * not in force: it has ended, and they have its territory (the first what it administered itself); or, where nothing is
 * before, it is to become what the first of them is until then.
 */
export const region = timelineTable({
  name: "region",
  meaning: regionMeaning,
  subject: ["region_id"],
  sharesStream: true,
  columns,
  indexes: [["code"], ["parent"], ["(successors[1])"]],
  scope: "public",
  rows: ({ spans }) => allUnits(spans.at(-1)?.state ?? planted).flatMap((unit) => unit.map(rowOf)),
});
