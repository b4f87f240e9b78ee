import { corrected, isCorrection, isOwn, type RecordOf } from "@lianxiao/events";
import type { Message } from "@lianxiao/kernel";
import { backdatingYears, covers, heirOf, type RegionTree, unitGranted } from "@lianxiao/regions";
import type { Principal } from "./principal.ts";
import type { Timeline } from "./subject.ts";

/** The first day of the school year (学年) that is `schoolYears` before the current one. */
export const recordableFrom = (today: string, schoolYears: number): string => {
  const year = Number(today.slice(0, 4)) - (today.slice(5) < "09-01" ? 1 : 0);
  return `${Math.max(1900, year - schoolYears)}-09-01`;
};

/** The unit of the region tree that an event concerns; undefined in streams of a single subject. */
const unitIn = ({ data }: Message): unknown =>
  typeof data === "object" && data !== null && "id" in data ? data.id : undefined;

type Meaning<E extends Message> = { readonly on: (event: E) => string };

/** The earliest day for which the record changes the history: a correction's old or new day, a missed event's day. */
const earliestChanged = <State, E extends Message>(
  { on }: Meaning<E>,
  own: Timeline<State, E>,
  record: RecordOf<E>,
): string | undefined => {
  if (isCorrection(record)) {
    const { event: id, becomes } = record.data;
    const was = corrected(own.entries).find((entry) => entry.id === id)?.event;
    return [was, becomes].flatMap((event) => (event ? [on(event)] : [])).toSorted()[0];
  }
  if (!isOwn(record)) return undefined;
  const day = on(record);
  const about = unitIn(record);
  const isLate = own.facts.some(
    ({ on: other, event }) => event.type === record.type && unitIn(event) === about && other > day,
  );
  return isLate && day !== "" ? day : undefined;
};

/**
 * Checks whether the caller may change the history that far back. Within the responsible regions' backdating period
 * everyone with permission may; further back only a bureau above the responsible one. School accounts never record
 * further back. Undefined if the caller may, else the first day that is open to it.
 */
export const closedBefore = <State, E extends Message>(
  meaning: Meaning<E>,
  own: Timeline<State, E>,
  {
    said,
    principal,
    regions,
    tree,
    today,
  }: {
    readonly said: readonly RecordOf<E>[];
    readonly principal: Principal;
    /** The regions responsible for the command's targets. */
    readonly regions: readonly string[];
    readonly tree: RegionTree;
    readonly today: string;
  },
): string | undefined => {
  const bySchool = !("region" in principal);
  const days = said
    .flatMap((record) => [
      earliestChanged(meaning, own, record),
      ...(bySchool && isOwn(record) ? [meaning.on(record)] : []),
    ])
    .filter((day) => day !== undefined)
    .filter((day) => day !== "");
  if (days.length === 0) return undefined;
  const years = regions.map((region) => backdatingYears(tree, region, today));
  const from = recordableFrom(today, years.length > 0 ? Math.min(...years) : 0);
  if (!days.some((day) => day < from)) return undefined;
  if (bySchool) return from;
  // There is no bureau above a province.
  const granted = unitGranted(tree, principal.region, today);
  const above = (region: string): boolean => principal.role === "province" || heirOf(tree, region, today) !== granted;
  const mayAlways = regions.every((region) => above(region) && covers(tree, principal.region, region, today));
  return mayAlways ? undefined : from;
};
