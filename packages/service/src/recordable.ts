import { corrected, isCorrection, isOwn, type RecordOf } from "@lianxiao/events";
import type { Message } from "@lianxiao/kernel";
import { backdatingYears, covers, heirOf, type RegionTree, unitGranted } from "@lianxiao/regions";
import type { Principal } from "./principal.ts";
import type { Timeline } from "./subject.ts";

/** The first day of the school year (学年) that is `schoolYears` before the one of `today`. */
export const recordableFrom = (today: string, schoolYears: number): string => {
  const year = Number(today.slice(0, 4)) - (today.slice(5) < "09-01" ? 1 : 0);
  return `${Math.max(1900, year - schoolYears)}-09-01`;
};

/** The unit that an event is about, in a stream about several units (the region tree). */
const unitIn = ({ data }: Message): unknown =>
  typeof data === "object" && data !== null && "id" in data ? data.id : undefined;

type Meaning<E extends Message> = { readonly on: (event: E) => string };

/**
 * The earliest day for which a record changes an existing state: of a correction, the earlier of its old and new day;
 * of an event recorded late, before later ones of its type, its own day. Undefined if there is none.
 */
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
 * Checks how far back the caller may correct and record late: every authorised caller within the period of the
 * responsible regions (`backdatingYears`), only a bureau above the responsible ones before it, and a school account
 * never. Returns undefined if it is allowed, else the first day that is open to the caller.
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
  const years = regions.map((region) => backdatingYears(tree, region, today));
  const from = recordableFrom(today, years.length > 0 ? Math.min(...years) : 0);
  const bySchool = !("region" in principal);
  const days = said.flatMap((record) => [
    earliestChanged(meaning, own, record),
    ...(bySchool && isOwn(record) ? [meaning.on(record)] : []),
  ]);
  const far = days.some((day) => day !== undefined && day !== "" && day < from);
  if (!far) return undefined;
  if (bySchool) return from;
  // No bureau is above a province, so a province needs no other.
  const granted = unitGranted(tree, principal.region, today);
  const above = (region: string): boolean => principal.role === "province" || heirOf(tree, region, today) !== granted;
  const mayAlways = regions.every((region) => above(region) && covers(tree, principal.region, region, today));
  return mayAlways ? undefined : from;
};
