import { corrected, isCorrection, type SchoolEvent, schoolMeaning, spansOf } from "@lianxiao/events";
import type { Known } from "@lianxiao/service";
import fc from "fast-check";
import { expect, test } from "vitest";
import { knownSchool } from "../../../test/known.ts";
import { attempts, inTwoOrders, recordedBy } from "../../../test/random-record.ts";
import {
  absorbed,
  campusClosed,
  campusOpened,
  closed,
  converted,
  merged,
  opened,
  received,
  renamed,
  restored,
  returned,
  school,
  transferred,
} from "./school.fixture.ts";
import { type SchoolReads, schoolCategory } from "./school.ts";

const nobody: Known<SchoolReads> = { holders: [] };

const on = fc.constantFrom("2010-09-01", "2011-09-01", "2012-03-01", "2012-09-01", "2013-09-01", "2014-09-01");
const stage = fc.constantFrom("PRIMARY" as const, "JUNIOR" as const);
const key = fc.constantFrom("1", "2", "3");
const type = fc.constantFrom("211" as const, "311" as const, "312" as const, "345" as const);
const code = fc.constantFrom("3163000002", "3163000003", "2163000002");

const events: fc.Arbitrary<SchoolEvent> = fc.oneof(
  fc.tuple(on, key).map(([on, key]) => opened({ on, campuses: [{ key, name: "本部" }] })),
  { weight: 2, arbitrary: on.map(closed) },
  { weight: 2, arbitrary: on.map(restored) },
  on.map((on) => merged(on)),
  on.map(absorbed),
  on.map((on) => renamed(on, `名 ${on}`)),
  fc.tuple(on, type, code).map(([on, type, code]) => converted(on, type, code)),
  fc.tuple(on, stage).map(([on, stage]) => transferred(on, stage)),
  fc.tuple(on, stage).map(([on, stage]) => received(on, stage)),
  fc.tuple(on, key).map(([on, key]) => campusOpened(on, key)),
  fc.tuple(on, key).map(([on, key]) => campusClosed(on, key)),
  fc.tuple(fc.integer({ min: 2009, max: 2014 }), stage).map(([year, stage]) => returned(year, { [stage]: 9 })),
);

test("states follow from the days, whatever the order of recording", () => {
  fc.assert(
    fc.property(inTwoOrders(events, schoolMeaning.on), ([one, other]) => {
      const spans = (record: readonly SchoolEvent[]) => spansOf(schoolMeaning, knownSchool(school, ...record).facts);
      expect(spans(other)).toEqual(spans(one));
    }),
    { numRuns: 500 },
  );
});

/** The periods that the record tells of, recounted: beginnings and ends by day, in turn. */
const periodsOf = (record: readonly SchoolEvent[]): readonly (readonly [string, string])[] => {
  const days = (...types: readonly SchoolEvent["type"][]) =>
    record
      .filter((event) => types.includes(event.type))
      .map((event) => schoolMeaning.on(event))
      .toSorted();
  const ends = days("SchoolClosed", "SchoolMerged");
  return days("SchoolOpened", "SchoolRestored").map((from, n) => [from, ends[n] ?? "9999-12-31"] as const);
};

test("no record that was accepted leaves a school open without a campus, or says anything outside of its periods", () => {
  const seen = { corrections: 0, withdrawals: 0, restorations: 0 };
  fc.assert(
    fc.property(attempts(events), (tried) => {
      const opening = { is: "SAID", event: opened({ on: "2010-09-01" }) } as const;
      const entries = recordedBy(schoolCategory, [opening, ...tried], () => nobody);
      const record = corrected(entries).map(({ event }) => event);
      for (const { event } of entries)
        if (isCorrection(event)) seen[event.data.becomes === null ? "withdrawals" : "corrections"] += 1;
      seen.restorations += record.filter(({ type }) => type === "SchoolRestored").length;

      const timeline = knownSchool(school, ...entries.map(({ event }) => event));
      for (const { state } of spansOf(schoolMeaning, timeline.facts))
        if (state?.open) expect(Object.keys(state.campuses)).not.toEqual([]);
      const periods = periodsOf(record);
      for (const { on } of timeline.facts)
        expect(
          periods.some(([from, to]) => from <= on && on <= to),
          `${on} in ${JSON.stringify(periods)}`,
        ).toBe(true);
      expect(record.filter(({ type }) => type === "SchoolOpened").length).toBe(Math.min(1, record.length));
    }),
    { numRuns: 1_000 },
  );
  // A property of records that nobody could correct would say nothing of corrections.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});
