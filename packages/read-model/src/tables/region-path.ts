import type { Day, RegionId } from "@lianxiao/events";
import { allUnits, planted, type RegionTree, regionMeaning, type Unit, unitOf } from "@lianxiao/regions";
import type { Period } from "../period.ts";
import { key, type RowOf, text } from "../schema/column.ts";
import { type Held, timelineTable } from "../timeline/table.ts";

const columns = { region_id: text<RegionId>(), path: key() };

type Above = Period & { readonly above: RegionId | null };

/** What the unit belongs to: its parent; after its end its first heir; before it begins the parent with which it will. */
const aboveOf = (unit: Unit): readonly Above[] => {
  const [first] = unit;
  const begun = unit.map(({ from, to, heirs, parent }) => ({ from, to, above: heirs ? (heirs[0] ?? null) : parent }));
  return first && first.from !== null ? [{ from: null, to: first.from, above: first.parent }, ...begun] : begun;
};

const later = (one: Day | null, other: Day | null): Day | null => ((one ?? "") > (other ?? "") ? one : other);
const earlier = (one: Day | null, other: Day | null): Day | null =>
  one === null || (other !== null && other < one) ? other : one;

type Path = Period & { readonly path: string };

const pathsOf = (tree: RegionTree, id: RegionId, below: readonly RegionId[] = []): readonly Path[] =>
  aboveOf(unitOf(tree, id) ?? []).flatMap(({ from, to, above }) => {
    const isTop = above === null || above === id || below.includes(above) || unitOf(tree, above) === undefined;
    if (isTop) return [{ from, to, path: `${id}/` }];
    return pathsOf(tree, above, [...below, id]).flatMap((over): readonly Path[] => {
      const within = { from: later(from, over.from), to: earlier(to, over.to), path: `${over.path}${id}/` };
      return within.to === null || (within.from ?? "") < within.to ? [within] : [];
    });
  });

/** Neighbouring periods of the same path are one. */
const joined = (paths: readonly Path[]): readonly Path[] =>
  paths.reduce<Path[]>((over, next) => {
    const last = over.at(-1);
    if (last?.path === next.path) over[over.length - 1] = { ...last, to: next.to };
    else over.push(next);
    return over;
  }, []);

type Rows = readonly Held<RowOf<typeof columns>>[];
const kept = new WeakMap<Unit, Rows>();

/** The same objects while nothing has changed: most of the thousands of units do not from one tree to the next. */
const rowsOf = (unit: Unit, paths: readonly Path[], id: RegionId): Rows => {
  const before = kept.get(unit);
  const isSame = ({ row, from, to }: Rows[number], at: number): boolean =>
    row.path === paths[at]?.path && from === paths[at].from && to === paths[at].to;
  if (before?.length === paths.length && before.every(isSame)) return before;
  const rows = paths.map(({ path, from, to }) => ({ row: { region_id: id, path }, from, to }));
  kept.set(unit, rows);
  return rows;
};

/**
 * Where a unit lies in the tree: the ids from the province down to itself, each followed by a slash. An abolished unit
 * lies under its first heir, one to come under its parent, so that a region with everything whose territory is its own
 * is one range of paths (from `330000/` to before `3300000`).
 * Of a circle of parents, which old records may contain, no unit lies within another.
 */
export const regionPath = timelineTable({
  name: "region_path",
  meaning: regionMeaning,
  subject: ["region_id"],
  sharesStream: true,
  columns,
  indexes: [["path"]],
  scope: "public",
  rows: ({ spans }) => {
    const tree = spans.at(-1)?.state ?? planted;
    return allUnits(tree).flatMap((unit) => {
      const id = unit[0]?.id;
      return id === undefined ? [] : rowsOf(unit, joined(pathsOf(tree, id)), id);
    });
  },
});
