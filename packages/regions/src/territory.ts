import type { RegionCode, RegionId } from "@lianxiao/events";
import { lastUnitAt, regionOn, unitAt } from "./code.ts";
import { onceAbsorbed, onceBelow, type RegionTree, unitOf } from "./tree.ts";
import { nearest, type Version, versionOn } from "./unit.ts";

/** Who administers on that day what the unit administered itself: itself, unless it has ended by then. */
export const heirOf = (tree: RegionTree, id: RegionId, day: string): RegionId => {
  const passed = new Set<RegionId>();
  for (let current = id; ; ) {
    const next = versionOn(unitOf(tree, current) ?? [], day)?.heirs?.[0];
    if (next === undefined || passed.has(current)) return current;
    passed.add(current);
    current = next;
  }
};

/** Who has the territory of a unit that has ended by that day, each once; itself while it is in force. */
export const successorsOf = (tree: RegionTree, id: RegionId, day: string): readonly RegionId[] => {
  const found = new Set<RegionId>();
  const passed = new Set<RegionId>();
  const follow = (current: RegionId): void => {
    if (passed.has(current)) return;
    passed.add(current);
    const heirs = versionOn(unitOf(tree, current) ?? [], day)?.heirs;
    if (heirs) heirs.forEach(follow);
    else found.add(current);
  };
  follow(id);
  return [...found];
};

/** The units above, the nearest first, each as it is on that day. A unit that has not begun is where it will begin. */
export const ancestorsOf = (tree: RegionTree, id: RegionId, day: string): readonly RegionId[] => {
  const passed: RegionId[] = [heirOf(tree, id, day)];
  for (;;) {
    const parent = nearest(unitOf(tree, passed.at(-1) ?? id) ?? [], day)?.parent;
    const next = parent ? heirOf(tree, parent, day) : undefined;
    // Records from before the rules may have a ring of parents.
    if (next === undefined || passed.includes(next)) return passed.slice(1);
    passed.push(next);
  }
};

/** Whether a unit, or who has its territory by then, is another one or lies below it; that one must be in force. */
export const isWithin = (tree: RegionTree, id: RegionId, above: RegionId, day: string): boolean =>
  regionOn(tree, above, day) !== undefined &&
  unitOf(tree, id) !== undefined &&
  (heirOf(tree, id, day) === above || ancestorsOf(tree, id, day).includes(above));

/**
 * The unit for which a grant stands on that day: who holds the code, or whoever held it last and goes on under another.
 * A grant does not follow its region into a merger, where it would widen: it is then for nobody until it is given anew.
 */
export const unitGranted = (tree: RegionTree, grant: RegionCode, day: string): RegionId | undefined => {
  const passed = new Set<RegionId>();
  for (let id = unitAt(tree, grant, day) ?? lastUnitAt(tree, grant, day); id !== undefined; ) {
    const version: Version | undefined = versionOn(unitOf(tree, id) ?? [], day);
    if (version?.heirs === null) return id;
    if (!version?.goesOn || passed.has(id)) return undefined;
    passed.add(id);
    id = version.heirs?.[0];
  }
  return undefined;
};

/** Whether a grant for the unit that has a code reaches another unit on that day, taken for what it has become by then. */
export const covers = (tree: RegionTree, grant: RegionCode, id: RegionId, day: string): boolean => {
  const granted = unitGranted(tree, grant, day);
  return granted !== undefined && isWithin(tree, id, granted, day);
};

/** The units that have become the unit by that day, itself included. */
const forebears = (tree: RegionTree, id: RegionId, day: string): readonly RegionId[] => {
  const family = [id];
  for (const one of family)
    for (const other of onceAbsorbed(tree, one))
      if (versionOn(unitOf(tree, other) ?? [], day)?.heirs?.[0] === one && !family.includes(other)) family.push(other);
  return family;
};

/** The units in force on that day that are under the unit by then, by code. */
export const childrenOf = (tree: RegionTree, id: RegionId, day: string): readonly RegionId[] => {
  const once = new Set(forebears(tree, id, day).flatMap((one) => onceBelow(tree, one)));
  return [...once]
    .flatMap((child) => regionOn(tree, child, day) ?? [])
    .filter(({ parent }) => parent !== null && heirOf(tree, parent, day) === id)
    .sort((one, other) => (one.code < other.code ? -1 : 1))
    .map((child) => child.id);
};
