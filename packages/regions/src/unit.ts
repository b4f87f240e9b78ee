import type { Day, RegionId } from "@lianxiao/events";
import type { Region } from "./base.ts";

/**
 * How a unit is in a period `[from, to)`; null is open. With heirs it has ended: they have its territory, the first of
 * them what it administered itself. `goesOn` tells a unit that became its heir from one that was merged into it. A unit
 * that is to begin as the continuation of another has that one as its heir before (`from` is then null).
 */
export type Version = Region & {
  readonly from: Day | null;
  readonly to: Day | null;
  readonly heirs: readonly RegionId[] | null;
  readonly goesOn: boolean;
};

/** A unit over all time: its versions, oldest first, the last one open. There is at least one. */
export type Unit = readonly Version[];

export const hasBegun = ({ from }: Version, day: string): boolean => from === null || from <= day;

/** As it is on the day; undefined before it begins, unless another unit is to become it. */
export const versionOn = (unit: Unit, day: string): Version | undefined =>
  unit.findLast((version) => hasBegun(version, day));

/** As it is on the day, ended or not; one that has not begun is as it will begin. */
export const nearest = (unit: Unit, day: string): Version | undefined => versionOn(unit, day) ?? unit[0];

export const begins = (region: Region, from: Day | null): Version => ({
  ...region,
  from,
  to: null,
  heirs: null,
  goesOn: false,
});

/** The unit with a version that follows its last one; on the same day it takes that one's place. */
export const followed = (unit: Unit, next: Version): Unit => {
  const last = unit.at(-1);
  if (last === undefined) return [next];
  if (last.from === next.from) return [...unit.slice(0, -1), next];
  return [...unit.slice(0, -1), { ...last, to: next.from }, next];
};
