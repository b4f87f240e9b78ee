import type { RegionEvent } from "@lianxiao/events";

type Unit = { readonly code: string; readonly parent: string | null; readonly heirs: readonly string[] | null };
type Units = ReadonlyMap<string, Unit>;

/** The order in which events of one day take effect. */
const order: readonly RegionEvent["type"][] = [
  "RegionOpened",
  "RegionRecoded",
  "RegionRenamed",
  "RegionMoved",
  "RegionMerged",
];

const dayOf = ({ data }: RegionEvent): string => ("on" in data ? (data.on ?? "") : "");

const inOrder = (events: readonly RegionEvent[]): readonly RegionEvent[] =>
  events
    .map((event, place) => ({ event, place, day: dayOf(event), kind: order.indexOf(event.type) }))
    .sort((a, b) => a.day.localeCompare(b.day) || (a.day === "" ? 0 : a.kind - b.kind) || a.place - b.place)
    .map(({ event }) => event);

/** The units that have begun by a day, including those that have ended. */
const unitsOn = (events: readonly RegionEvent[], day: string): Units => {
  const units = new Map<string, Unit>();
  for (const { type, data } of events.filter((event) => dayOf(event) <= day)) {
    if (!("id" in data)) continue;
    const unit = units.get(data.id);
    if (type === "RegionOpened") units.set(data.id, { code: data.code, parent: data.parent, heirs: null });
    if (unit === undefined || unit.heirs !== null) continue;
    if (type === "RegionRecoded")
      units.set(data.id, { ...unit, code: data.newCode, parent: data.parent ?? unit.parent });
    if (type === "RegionMoved") units.set(data.id, { ...unit, parent: data.parent });
    if (type === "RegionMerged") units.set(data.id, { ...unit, heirs: data.into });
  }
  return units;
};

const holderIn = (units: Units, code: string): string | undefined =>
  [...units].find(([, unit]) => unit.heirs === null && unit.code === code)?.[0];

/**
 * The tree on a day, from its events as corrected; written for clarity only. It does not know the published table, so
 * the units in question must have been recorded.
 */
export const naiveTree = (said: readonly RegionEvent[], asOf: string) => {
  const events = inOrder(said);
  const units = unitsOn(events, asOf);
  const days = [...new Set(["", ...events.map(dayOf)])].toSorted();
  const holders = (code: string) => days.map((day) => ({ day, id: holderIn(unitsOn(events, day), code) }));

  const isInForce = (id: string): boolean => units.get(id)?.heirs === null;

  /** The unit that administers what the given one administered directly. */
  const heirOf = (id: string): string => {
    const heir = units.get(id)?.heirs?.[0];
    return heir === undefined ? id : heirOf(heir);
  };

  /** The parent of a unit; before the unit begins, the parent with which it will begin. */
  const parentOf = (id: string): string | null => {
    const unit = units.get(id);
    if (unit) return unit.parent;
    const begins = days.find((day) => unitsOn(events, day).has(id));
    return begins === undefined ? null : (unitsOn(events, begins).get(id)?.parent ?? null);
  };

  /** Whether a unit, or its heir, is `above` or a descendant of it; `above` must be in force. */
  const isWithin = (id: string, above: string): boolean => {
    if (!isInForce(above)) return false;
    const heir = heirOf(id);
    const parent = parentOf(heir);
    return heir === above || (parent !== null && isWithin(parent, above));
  };

  /** The options of the definition that holds for a unit: its own, else that of the nearest unit above. */
  const definitionOf = (id: string, rate: string): Readonly<Record<string, unknown>> => {
    const last = events.findLast(
      (event) => "rate" in event.data && event.data.id === id && event.data.rate === rate && dayOf(event) <= asOf,
    );
    if (last?.type === "RateDefinedLocally") return last.data.options;
    const parent = parentOf(id);
    return parent === null ? {} : definitionOf(heirOf(parent), rate);
  };

  /**
   * The unit to which a code refers: the one that has it, else the last one that had it, else the first one that will.
   */
  const meant = (code: string): { readonly id: string; readonly status: string } | undefined => {
    const all = holders(code);
    const now = all.findLast(({ day }) => day <= asOf)?.id;
    if (now !== undefined) return { id: now, status: "IN_FORCE" };
    const before = all.findLast(({ day, id }) => day <= asOf && id !== undefined)?.id;
    if (before !== undefined) return { id: before, status: "ABOLISHED" };
    const next = all.find(({ id }) => id !== undefined)?.id;
    return next === undefined ? undefined : { id: next, status: "NOT_YET" };
  };

  const hasBegun = (id: string): boolean => units.has(id);
  /** The children of a unit that are in force. */
  const childrenOf = (id: string): readonly string[] =>
    [...units.keys()].filter((child) => {
      const parent = units.get(child)?.parent;
      return isInForce(child) && parent !== null && parent !== undefined && heirOf(parent) === id;
    });
  /** The members of a set by its last definition; none if it is not defined. */
  const membersOf = (set: string): readonly string[] =>
    said.flatMap(({ type, data }) => (type === "RegionSetDefined" && data.set === set ? [data.members] : [])).at(-1) ??
    [];
  return { isInForce, isWithin, meant, hasBegun, childrenOf, membersOf, definitionOf };
};
