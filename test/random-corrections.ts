import fc from "fast-check";
import type { AnyEvent, Entered } from "./events.ts";
import {
  type Happening,
  kind,
  type Names,
  on,
  ownership,
  pupils,
  region,
  school,
  tightness,
  type,
} from "./random-changes.ts";

/** What a record may have had wrong, whichever of it that record has. */
const wrong = fc.record({ on, type, ownership, region, pupils, kind, tightness, lead: school }, { requiredKeys: [] });
type Wrong = typeof wrong extends fc.Arbitrary<infer W> ? W : never;

/** The event as it should have been. */
const mended = (event: AnyEvent, { region, lead, ...rest }: Wrong, names: Names): AnyEvent => {
  const right: Readonly<Record<string, unknown>> = {
    ...rest,
    ...(region !== undefined && { administeredBy: names.region(region) }),
    ...(lead !== undefined && { leadSchoolId: names.school(lead) }),
  };
  const own = Object.entries(right).filter(([field]) => field in event.data);
  // A field is replaced by another value of the same field only, so the event keeps its shape.
  return { type: event.type, data: { ...event.data, ...Object.fromEntries(own) } } as AnyEvent;
};

/** What of the record can be corrected: neither the regions of the run nor another correction. */
const correctable = (recorded: readonly Entered[]) =>
  recorded.flatMap((corrects) => {
    const { event } = corrects;
    const isOwn = event.type !== "Corrected" && event.type !== "CommandAbandoned" && !event.type.startsWith("Region");
    return isOwn ? [{ corrects, event }] : [];
  });

/** That one of the earlier records never was, or should have said something else. */
export const corrections: fc.Arbitrary<Happening> = fc
  .record({ at: fc.nat(), never: fc.constantFrom(true, false, false), wrong })
  .map(({ at, never, wrong }) => (names, recorded) => {
    const among = correctable(recorded);
    const found = among[at % among.length];
    if (found === undefined) return [];
    return [{ corrects: found.corrects, becomes: never ? null : mended(found.event, wrong, names) }];
  });
