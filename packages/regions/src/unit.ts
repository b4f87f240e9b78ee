import type { Day, RegionId } from "@lianxiao/events";
import type { Region } from "./base.ts";

/**
 * A unit in a period `[from, to)`; null means unbounded. A version with heirs has ended: they have its territory, and
 * the first of them has what it administered directly. `goesOn` distinguishes a unit that continues as its heir from
 * one that was merged into it. A unit that will begin as the continuation of another has that unit as its heir until
 * then (`from` is null).
 */
export type Version = Region & {
  readonly from: Day | null;
  readonly to: Day | null;
  readonly heirs: readonly RegionId[] | null;
  readonly goesOn: boolean;
};

/** All versions of a unit, oldest first; the last one has no end. There is at least one. */
export type Unit = readonly Version[];

export const hasBegun = ({ from }: Version, day: string): boolean => from === null || from <= day;

/** The version on the day; undefined before the unit begins, unless it is to continue another unit. */
export const versionOn = (unit: Unit, day: string): Version | undefined =>
  unit.findLast((version) => hasBegun(version, day));

/** The version on the day, also after the end; before the beginning, the first version. */
export const nearest = (unit: Unit, day: string): Version | undefined => versionOn(unit, day) ?? unit[0];

export const begins = (region: Region, from: Day | null): Version => ({
  ...region,
  from,
  to: null,
  heirs: null,
  goesOn: false,
});

/** Appends a version; one from the same day replaces the last version. */
export const followed = (unit: Unit, next: Version): Unit => {
  const last = unit.at(-1);
  if (last === undefined) return [next];
  if (last.from === next.from) return [...unit.slice(0, -1), next];
  return [...unit.slice(0, -1), { ...last, to: next.from }, next];
};
