import type { RegionCode, RegionId } from "@lianxiao/events";
import { holdersOf, type RegionTree, unitOf } from "./tree.ts";
import { hasBegun, nearest, type Version, versionOn } from "./unit.ts";

/** The versions in which units hold the code, the ones that begin first in front. */
const holdings = (tree: RegionTree, code: RegionCode): readonly Version[] =>
  holdersOf(tree, code)
    .flatMap((id) => unitOf(tree, id) ?? [])
    .filter((version) => version.code === code && version.heirs === null)
    .sort((one, other) => compare(one.from ?? "", other.from ?? "") || compare(one.id, other.id));

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const isOver = ({ to }: Version, day: string): boolean => to !== null && to <= day;

/** The units that the code stands for on the day. By the rules of the record there is at most one. */
export const unitsAt = (tree: RegionTree, code: RegionCode, day: string): readonly RegionId[] =>
  holdings(tree, code)
    .filter((version) => hasBegun(version, day) && !isOver(version, day))
    .map(({ id }) => id);

/** The unit that the code stands for on the day. */
export const unitAt = (tree: RegionTree, code: RegionCode, day: string): RegionId | undefined =>
  unitsAt(tree, code, day).at(-1);

/** The unit that was the last to hold the code, when nobody holds it on the day any more. */
export const lastUnitAt = (tree: RegionTree, code: RegionCode, day: string): RegionId | undefined =>
  holdings(tree, code)
    .filter((version) => isOver(version, day))
    .toSorted((one, other) => compare(one.to ?? "", other.to ?? ""))
    .at(-1)?.id;

/** The unit that is meant by the code on the day: who holds it, else who held it last, else who will be the first to. */
export const unitMeant = (tree: RegionTree, code: RegionCode, day: string): RegionId | undefined =>
  unitAt(tree, code, day) ?? lastUnitAt(tree, code, day) ?? holdings(tree, code)[0]?.id;

/** Whether the code stands for a unit on that day. */
export const statusOf = (
  tree: RegionTree,
  code: RegionCode,
  day: string,
): "IN_FORCE" | "NOT_YET" | "ABOLISHED" | "UNKNOWN" => {
  if (unitAt(tree, code, day) !== undefined) return "IN_FORCE";
  if (lastUnitAt(tree, code, day) !== undefined) return "ABOLISHED";
  return holdings(tree, code).length > 0 ? "NOT_YET" : "UNKNOWN";
};

/** The code of a unit on the day: its last one after its end, its first one before its beginning. */
export const codeOf = (tree: RegionTree, id: RegionId, day: string): RegionCode | undefined => {
  const unit = unitOf(tree, id);
  return unit && nearest(unit, day)?.code;
};

/** The unit as it is on the day; undefined when it is not in force then. */
export const regionOn = (tree: RegionTree, id: RegionId, day: string): Version | undefined => {
  const version = versionOn(unitOf(tree, id) ?? [], day);
  return version?.heirs === null ? version : undefined;
};
