import type { Day, RegionCode, RegionEvent, RegionId } from "@lianxiao/events";
import { baseRegions } from "./base.ts";
import { emptyShelf, entries, found, placed, type Shelf } from "./shelf.ts";
import { begins, type Unit } from "./unit.ts";

/** A named set of regions that reports speak of. */
export type RegionSet = Extract<RegionEvent, { type: "RegionSetDefined" }>["data"];

type Ids = readonly RegionId[];

/** The dated tree of regions: the base table and what events have changed of it, with what finds a unit by another. */
export type RegionTree = {
  readonly changed: Shelf<Unit>;
  /** The units that have had a code, that have been under a unit, or that ended with it as their first heir. */
  readonly holders: Shelf<Ids>;
  readonly below: Shelf<Ids>;
  readonly absorbed: Shelf<Ids>;
  readonly sets: ReadonlyMap<string, RegionSet>;
  /** How far back each unit's bureaus may record, oldest first. */
  readonly backdating: ReadonlyMap<RegionId, readonly Backdating[]>;
};

/** From a day on, for so many school years before the present one. */
export type Backdating = { readonly from: Day; readonly schoolYears: number };

const base = new Map(baseRegions.map((region): [RegionId, Unit] => [region.id, [begins(region, null)]]));
const baseBelow = Map.groupBy(baseRegions, ({ parent }) => parent ?? "");

/** The tree before any event: the base table, holding for all time. */
export const planted: RegionTree = {
  changed: emptyShelf,
  holders: emptyShelf,
  below: emptyShelf,
  absorbed: emptyShelf,
  sets: new Map(),
  backdating: new Map(),
};

/** A unit over all time; undefined for an id that nobody has recorded. */
export const unitOf = (tree: RegionTree, id: RegionId): Unit | undefined => found(tree.changed, id) ?? base.get(id);

/** Whether an event says anything of the unit's own. */
export const isChanged = (tree: RegionTree, id: RegionId): boolean => found(tree.changed, id) !== undefined;

/** Whether the published table has the unit. */
export const isPublished = (id: RegionId): boolean => base.has(id);

/** Every unit over all time. */
export const allUnits = ({ changed }: RegionTree): readonly Unit[] => {
  const units: Unit[] = [];
  for (const [id, unit] of base) if (found(changed, id) === undefined) units.push(unit);
  for (const [, unit] of entries(changed)) units.push(unit);
  return units;
};

/** The units that have ever had the code, in no order. */
export const holdersOf = ({ holders }: RegionTree, code: RegionCode): Ids => {
  const recorded = found(holders, code) ?? [];
  return base.has(code) && !recorded.includes(code) ? [code, ...recorded] : recorded;
};

/** The units that have ever been under the unit. */
export const onceBelow = ({ below }: RegionTree, id: RegionId): Ids => {
  const published = baseBelow.get(id)?.map((region) => region.id) ?? [];
  return [...new Set([...published, ...(found(below, id) ?? [])])];
};

/** The units that have ever ended with this one as their first heir. */
export const onceAbsorbed = ({ absorbed }: RegionTree, id: RegionId): Ids => found(absorbed, id) ?? [];

const noted = (shelf: Shelf<Ids>, key: string | null | undefined, id: RegionId): Shelf<Ids> => {
  if (key === null || key === undefined) return shelf;
  const known = found(shelf, key) ?? [];
  return known.includes(id) ? shelf : placed(shelf, key, [...known, id]);
};

/** The tree in which a unit is so over all time; of `unit` at most the first and the last version are new. */
export const withUnit = (tree: RegionTree, id: RegionId, unit: Unit): RegionTree => {
  const ends = [unit[0], unit.at(-1)].filter((version) => version !== undefined);
  return {
    ...tree,
    changed: placed(tree.changed, id, unit),
    holders: ends.reduce((shelf, { code }) => noted(shelf, code, id), tree.holders),
    below: ends.reduce((shelf, { parent }) => noted(shelf, parent, id), tree.below),
    absorbed: ends.reduce((shelf, { heirs }) => noted(shelf, heirs?.[0], id), tree.absorbed),
  };
};
