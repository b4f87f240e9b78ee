import type { RegionCode, RegionId } from "@lianxiao/events";
import { lastUnitAt, regionOn, unitAt } from "./code.ts";
import { onceAbsorbed, onceBelow, type RegionTree, unitOf } from "./tree.ts";
import { nearest, type Version, versionOn } from "./unit.ts";

/**
 * The unit that on that day administers what the given one administered directly: itself, or after its end its first
 * heir.
 */
export const heirOf = (tree: RegionTree, id: RegionId, day: string): RegionId => {
  const passed = new Set<RegionId>();
  for (let current = id; ; ) {
    const next = versionOn(unitOf(tree, current) ?? [], day)?.heirs?.[0];
    if (next === undefined || passed.has(current)) return current;
    passed.add(current);
    current = next;
  }
};

/**
 * The units that have the territory of the given one on that day, without duplicates; the unit itself while it is in
 * force.
 */
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

/** The ancestors on that day, nearest first. A unit that has not begun has the ancestors with which it will begin. */
export const ancestorsOf = (tree: RegionTree, id: RegionId, day: string): readonly RegionId[] => {
  const passed: RegionId[] = [heirOf(tree, id, day)];
  for (;;) {
    const parent = nearest(unitOf(tree, passed.at(-1) ?? id) ?? [], day)?.parent;
    const next = parent ? heirOf(tree, parent, day) : undefined;
    // Old records may contain a cycle of parents.
    if (next === undefined || passed.includes(next)) return passed.slice(1);
    passed.push(next);
  }
};

/** Whether a unit, or its heir on that day, is `above` or a descendant of it; `above` must be in force. */
export const isWithin = (tree: RegionTree, id: RegionId, above: RegionId, day: string): boolean =>
  regionOn(tree, above, day) !== undefined &&
  unitOf(tree, id) !== undefined &&
  (heirOf(tree, id, day) === above || ancestorsOf(tree, id, day).includes(above));

/**
 * The unit to which a grant applies on that day: the one that has the code, or that had it last and continues under
 * another code. A grant is not inherited in a merger, which would widen it: it then applies to no unit until it is
 * granted again.
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

/** Whether a grant for a code covers a unit, or its heir, on that day. */
export const covers = (tree: RegionTree, grant: RegionCode, id: RegionId, day: string): boolean => {
  const granted = unitGranted(tree, grant, day);
  return granted !== undefined && isWithin(tree, id, granted, day);
};

/** The unit and all units of which it is the heir on that day. */
const predecessors = (tree: RegionTree, id: RegionId, day: string): readonly RegionId[] => {
  const found = [id];
  for (const one of found)
    for (const other of onceAbsorbed(tree, one))
      if (versionOn(unitOf(tree, other) ?? [], day)?.heirs?.[0] === one && !found.includes(other)) found.push(other);
  return found;
};

/** The children of the unit that are in force on that day, ordered by code. */
export const childrenOf = (tree: RegionTree, id: RegionId, day: string): readonly RegionId[] => {
  const once = new Set(predecessors(tree, id, day).flatMap((one) => onceBelow(tree, one)));
  return [...once]
    .flatMap((child) => regionOn(tree, child, day) ?? [])
    .filter(({ parent }) => parent !== null && heirOf(tree, parent, day) === id)
    .sort((one, other) => (one.code < other.code ? -1 : 1))
    .map((child) => child.id);
};
