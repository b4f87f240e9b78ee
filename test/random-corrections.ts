import fc from "fast-check";
import type { AnyEvent, Entered } from "./events.ts";
import {
  campus,
  campuses,
  group,
  type Happening,
  kind,
  type Names,
  on,
  ownership,
  pupils,
  region,
  role,
  school,
  stage,
  tightness,
  type,
  urbanRural,
} from "./random-changes.ts";

/** Fields that a correction may change; a record ignores those that it does not have. */
const wrong = fc.record(
  {
    on,
    type,
    ownership,
    urbanRural,
    region,
    pupils,
    kind,
    tightness,
    role,
    stage,
    lead: school,
    group,
    campuses,
    name: fc.constant("正名"),
    reason: fc.constant("原因更正"),
  },
  { requiredKeys: [] },
);
type Wrong = typeof wrong extends fc.Arbitrary<infer W> ? W : never;

/**
 * In a school's events `campuses` are objects; in those of a membership they are keys, or null for the whole school.
 */
const campusesOf = ({ type, data }: AnyEvent, keys: readonly string[] | null) => {
  if ("campuses" in data && (type === "SchoolOpened" || type === "SchoolRestored"))
    return keys ? { campuses: keys.map(campus) } : {};
  return { campuses: keys };
};

/** The corrected event. */
const mended = (stream: string, event: AnyEvent, said: Wrong, names: Names): AnyEvent => {
  const { region, lead, group, campuses, ...rest } = said;
  const right: Readonly<Record<string, unknown>> = {
    ...rest,
    ...(region !== undefined && { administeredBy: names.unit(region), locatedIn: names.unit(region) }),
    ...(lead !== undefined && { leadSchoolId: names.school(lead) }),
    // A membership may be corrected to another group; an event of a group stays in that group.
    ...(group !== undefined && stream.startsWith("membership-") && { groupId: names.group(group) }),
    ...(campuses !== undefined && campusesOf(event, campuses)),
  };
  const own = Object.entries(right).filter(([field]) => field in event.data);
  // A field is replaced by another value of the same field only, so the event keeps its shape.
  return { type: event.type, data: { ...event.data, ...Object.fromEntries(own) } } as AnyEvent;
};

/** The records that are corrected here: no corrections, and not the region tree, which has an arbitrary of its own. */
const correctable = (recorded: readonly Entered[]) =>
  recorded.flatMap((corrects) => {
    const { event } = corrects;
    const isOwn = event.type !== "Corrected" && event.type !== "CommandAbandoned" && corrects.stream !== "region-cn";
    return isOwn ? [{ corrects, event }] : [];
  });

/** Corrections and withdrawals of earlier records; all event types are equally likely. */
export const corrections: fc.Arbitrary<Happening> = fc
  .record({ at: fc.nat(), of: fc.nat(), never: fc.constantFrom(true, false, false), wrong })
  .map(({ at, of, never, wrong }) => (names, recorded) => {
    const byType = [...Map.groupBy(correctable(recorded), ({ event }) => event.type).values()];
    const among = byType[of % byType.length] ?? [];
    const found = among[at % among.length];
    if (found === undefined) return [];
    const { corrects, event } = found;
    return [{ corrects, becomes: never ? null : mended(corrects.stream, event, wrong, names) }];
  });
