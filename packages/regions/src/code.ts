import type { RegionCode, RegionId } from "@lianxiao/events";
import { holdersOf, type RegionTree, unitOf } from "./tree.ts";
import { hasBegun, nearest, type Version, versionOn } from "./unit.ts";

/** The versions of units that have the code, in the order in which they begin. */
const holdings = (tree: RegionTree, code: RegionCode): readonly Version[] =>
  holdersOf(tree, code)
    .flatMap((id) => unitOf(tree, id) ?? [])
    .filter((version) => version.code === code && version.heirs === null)
    .sort((one, other) => compare(one.from ?? "", other.from ?? "") || compare(one.id, other.id));

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const isOver = ({ to }: Version, day: string): boolean => to !== null && to <= day;

/** The units that have the code on the day. The rules allow at most one. */
export const unitsAt = (tree: RegionTree, code: RegionCode, day: string): readonly RegionId[] =>
  holdings(tree, code)
    .filter((version) => hasBegun(version, day) && !isOver(version, day))
    .map(({ id }) => id);

/** The unit that has the code on the day. */
export const unitAt = (tree: RegionTree, code: RegionCode, day: string): RegionId | undefined =>
  unitsAt(tree, code, day).at(-1);

/** The last unit that had the code before the day, and no longer has it. */
export const lastUnitAt = (tree: RegionTree, code: RegionCode, day: string): RegionId | undefined =>
  holdings(tree, code)
    .filter((version) => isOver(version, day))
    .toSorted((one, other) => compare(one.to ?? "", other.to ?? ""))
    .at(-1)?.id;

/**
 * The unit that the code refers to on the day: the one that has it, or else the last one that had it, or else the first
 * one that will have it.
 */
export const unitMeant = (tree: RegionTree, code: RegionCode, day: string): RegionId | undefined =>
  unitAt(tree, code, day) ?? lastUnitAt(tree, code, day) ?? holdings(tree, code)[0]?.id;

/** Whether the code is in force on the day. */
export const statusOf = (
  tree: RegionTree,
  code: RegionCode,
  day: string,
): "IN_FORCE" | "NOT_YET" | "ABOLISHED" | "UNKNOWN" => {
  if (unitAt(tree, code, day) !== undefined) return "IN_FORCE";
  if (lastUnitAt(tree, code, day) !== undefined) return "ABOLISHED";
  return holdings(tree, code).length > 0 ? "NOT_YET" : "UNKNOWN";
};

/** The code of a unit on the day; after its end its last code, before its beginning its first one. */
export const codeOf = (tree: RegionTree, id: RegionId, day: string): RegionCode | undefined => {
  const unit = unitOf(tree, id);
  return unit && nearest(unit, day)?.code;
};

/** The unit as it is on the day; undefined if it is not in force. */
export const regionOn = (tree: RegionTree, id: RegionId, day: string): Version | undefined => {
  const version = versionOn(unitOf(tree, id) ?? [], day);
  return version?.heirs === null ? version : undefined;
};
