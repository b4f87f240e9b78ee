import type { ChosenOptions, Day, RateName, RegionCode, RegionEvent, RegionId } from "@lianxiao/events";
import { baseRegions } from "./base.ts";
import { emptyMap, entries, found, type PersistentMap, placed } from "./persistent-map.ts";
import { begins, type Unit } from "./unit.ts";

/** A named set of regions for reports. */
export type RegionSet = Extract<RegionEvent, { type: "RegionSetDefined" }>["data"];

type Ids = readonly RegionId[];

/** The dated tree of regions: the base table with the changes of all events, and indexes. */
export type RegionTree = {
  readonly changed: PersistentMap<Unit>;
  /**
   * For each code the units that ever had it, for each unit its former and current children, and the units of which it
   * is the first heir.
   */
  readonly holders: PersistentMap<Ids>;
  readonly below: PersistentMap<Ids>;
  readonly absorbed: PersistentMap<Ids>;
  readonly sets: ReadonlyMap<string, RegionSet>;
  /** The backdating periods of each region, oldest first. */
  readonly backdating: ReadonlyMap<RegionId, readonly Backdating[]>;
  /** The definitions of each region's own, by rate, oldest first. */
  readonly definitions: ReadonlyMap<RegionId, ReadonlyMap<RateName, readonly LocalDefinition[]>>;
};

/** From that day on; null for no definition of its own. */
export type LocalDefinition = {
  readonly from: Day;
  readonly own: { readonly options: ChosenOptions; readonly text: string } | null;
};

/** From that day on, for this number of school years before the current one. */
export type Backdating = { readonly from: Day; readonly schoolYears: number };

const base = new Map(baseRegions.map((region): [RegionId, Unit] => [region.id, [begins(region, null)]]));
const baseBelow = Map.groupBy(baseRegions, ({ parent }) => parent ?? "");

/** The tree before any event: the base table, valid for all time. */
export const planted: RegionTree = {
  changed: emptyMap,
  holders: emptyMap,
  below: emptyMap,
  absorbed: emptyMap,
  sets: new Map(),
  backdating: new Map(),
  definitions: new Map(),
};

/** All versions of a unit; undefined for an unknown id. */
export const unitOf = (tree: RegionTree, id: RegionId): Unit | undefined => found(tree.changed, id) ?? base.get(id);

/** Whether any event has changed the unit itself. */
export const isChanged = (tree: RegionTree, id: RegionId): boolean => found(tree.changed, id) !== undefined;

/** Whether the unit is in the published table. */
export const isPublished = (id: RegionId): boolean => base.has(id);

/** All units with all their versions. */
export const allUnits = ({ changed }: RegionTree): readonly Unit[] => {
  const units: Unit[] = [];
  for (const [id, unit] of base) if (found(changed, id) === undefined) units.push(unit);
  for (const [, unit] of entries(changed)) units.push(unit);
  return units;
};

/** All units that ever had the code, in no particular order. */
export const holdersOf = ({ holders }: RegionTree, code: RegionCode): Ids => {
  const recorded = found(holders, code) ?? [];
  return base.has(code) && !recorded.includes(code) ? [code, ...recorded] : recorded;
};

/** All units that ever were children of the unit. */
export const onceBelow = ({ below }: RegionTree, id: RegionId): Ids => {
  const published = baseBelow.get(id)?.map((region) => region.id) ?? [];
  return [...new Set([...published, ...(found(below, id) ?? [])])];
};

/** All units that ended with this one as their first heir. */
export const onceAbsorbed = ({ absorbed }: RegionTree, id: RegionId): Ids => found(absorbed, id) ?? [];

const noted = (map: PersistentMap<Ids>, key: string | null | undefined, id: RegionId): PersistentMap<Ids> => {
  if (key === null || key === undefined) return map;
  const known = found(map, key) ?? [];
  return known.includes(id) ? map : placed(map, key, [...known, id]);
};

/**
 * The tree with all versions of one unit replaced; only the first and the last version may differ from the previous
 * ones.
 */
export const withUnit = (tree: RegionTree, id: RegionId, unit: Unit): RegionTree => {
  const ends = [unit[0], unit.at(-1)].filter((version) => version !== undefined);
  return {
    ...tree,
    changed: placed(tree.changed, id, unit),
    holders: ends.reduce((map, { code }) => noted(map, code, id), tree.holders),
    below: ends.reduce((map, { parent }) => noted(map, parent, id), tree.below),
    absorbed: ends.reduce((map, { heirs }) => noted(map, heirs?.[0], id), tree.absorbed),
  };
};
