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

/** What a record may have had wrong, whichever of it that record has. */
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

/** A school is opened with campuses; a membership names some of them, or none for the whole school. */
const campusesOf = ({ type, data }: AnyEvent, keys: readonly string[] | null) => {
  if ("campuses" in data && (type === "SchoolOpened" || type === "SchoolRestored"))
    return keys ? { campuses: keys.map(campus) } : {};
  return { campuses: keys };
};

/** The event as it should have been. */
const mended = (stream: string, event: AnyEvent, said: Wrong, names: Names): AnyEvent => {
  const { region, lead, group, campuses, ...rest } = said;
  const right: Readonly<Record<string, unknown>> = {
    ...rest,
    ...(region !== undefined && { administeredBy: names.unit(region), locatedIn: names.unit(region) }),
    ...(lead !== undefined && { leadSchoolId: names.school(lead) }),
    // Which group a school joined may have been wrong; a group's own record is never another's.
    ...(group !== undefined && stream.startsWith("membership-") && { groupId: names.group(group) }),
    ...(campuses !== undefined && campusesOf(event, campuses)),
  };
  const own = Object.entries(right).filter(([field]) => field in event.data);
  // A field is replaced by another value of the same field only, so the event keeps its shape.
  return { type: event.type, data: { ...event.data, ...Object.fromEntries(own) } } as AnyEvent;
};

/** What of the record can be corrected here: neither the tree, whose corrections are its own, nor another correction. */
const correctable = (recorded: readonly Entered[]) =>
  recorded.flatMap((corrects) => {
    const { event } = corrects;
    const isOwn = event.type !== "Corrected" && event.type !== "CommandAbandoned" && corrects.stream !== "region-cn";
    return isOwn ? [{ corrects, event }] : [];
  });

/** That one of the earlier records never was, or should have said something else; each type of event as often as another. */
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
