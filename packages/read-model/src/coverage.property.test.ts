import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Asked, naiveCoverage, naiveExcluded } from "../../../test/naive-coverage.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { days, namesOf } from "../../../test/random-changes.ts";
import { happened, histories } from "../../../test/random-history.ts";
import { applyBatch, coverage, coverageOfChildren, excludedFrom, openSnapshot, type Question } from "./index.ts";

const question = fc.record({
  region: fc.constantFrom(0, 1, 1, 1, 2, 3, 4, 5),
  asOf: fc.constantFrom(...days, "2024-01-01", "2020-08-31"),
  /** How many events short of all are known. */
  unknown: fc.oneof(fc.constant(0), fc.nat({ max: 20 })),
  rate: fc.constantFrom("GROUP" as const, "GROUP" as const, "ZONE" as const, "TIGHT" as const),
  basis: fc.constantFrom("SCHOOLS" as const, "CAMPUSES" as const, "PUPILS" as const),
  stage: fc.constantFrom("ALL" as const, "PRIMARY" as const, "JUNIOR" as const),
  ownership: fc.constantFrom("ALL" as const, "ALL" as const, "PUBLIC" as const),
});

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

const record = createLog();
const runs = { count: 0, covered: 0 };
const reasons = new Set<string>();

test("coverage of any region on any day as known at any position is what a naive recount of the log gives", async () => {
  const property = fc.asyncProperty(
    histories,
    fc.array(question, { minLength: 4, maxLength: 8 }),
    async (history, questions) => {
      runs.count += 1;
      const names = namesOf(runs.count);
      const events = happened(names, history);
      const log = events.map((event) => record(event));
      const cut = Math.floor(log.length / 2);
      await applyBatch(db, log.slice(0, cut));
      await applyBatch(db, log.slice(cut));
      const snapshot = await openSnapshot(db, { regions: [names.region(0)] }, { today: "2020-01-01" });
      try {
        for (const { unknown, region, ...rest } of questions) {
          // The regions themselves are always known.
          const known = Math.max(6, log.length - unknown);
          const knownAt = log[known - 1]?.position ?? -1n;
          const asked: Asked & Question = { ...rest, region: names.region(region), knownAt };
          const naive = (asked: Asked) => naiveCoverage(events.slice(0, known), asked);
          expect(await coverage(snapshot, asked)).toMatchObject(naive(asked));
          const excluded = await excludedFrom(snapshot, asked);
          expect(Object.fromEntries(excluded.map(({ reason, schools }) => [reason, schools]))).toEqual(
            naiveExcluded(events.slice(0, known), asked),
          );
          for (const { reason } of excluded) reasons.add(reason);
          for (const { code, name: _, successor: __, ...child } of await coverageOfChildren(snapshot, asked))
            expect(child).toEqual(naive({ ...asked, region: code }));
          runs.covered += naive(asked).numerator > 0 ? 1 : 0;
        }
      } finally {
        await snapshot.end();
      }
    },
  );
  await fc.assert(property, { numRuns: 120 });
  // Recounting nothing would prove nothing.
  expect(runs.covered).toBeGreaterThan(runs.count / 5);
  expect([...reasons].toSorted()).toEqual([
    "NO_CAMPUS",
    "NO_RETURN",
    "OTHER_OWNERSHIP",
    "OTHER_STAGE",
    "TEACHING_POINT",
  ]);
}, 240_000);
