import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Entered } from "../../../test/events.ts";
import { examine } from "../../../test/oracle/examine.ts";
import { questions } from "../../../test/oracle/question.ts";
import { countRecords, tally } from "../../../test/oracle/tally.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { type Happening, namesOf } from "../../../test/random-changes.ts";
import { happened, histories } from "../../../test/random-history.ts";
import { inAnotherOrder } from "../../../test/random-order.ts";
import { applyBatch, coverage, openSnapshot } from "./index.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

const record = createLog();
let runs = 0;

/** One more history in the common log, under names of its own; `log` has it as it was recorded. */
const nextRun = (
  history: readonly Happening[],
  order: (records: readonly Entered[]) => readonly Entered[] = (r) => r,
) => {
  runs += 1;
  const names = namesOf(runs);
  const records = order(happened(names, history));
  return { names, records, log: records.map((one) => record(one)) };
};

// `npm run oracle` asks 20,000 times, also about what commands at once have recorded, and looks for the smallest history
// in which an answer differs; that would take longer than a test may.
const quickly = { endOnFailure: true };

test("any answer is what a naive recount of the log gives, is the sum of its parts, and stays for its position", async () => {
  const seen = tally();
  const drawn = questions({ minLength: 12, maxLength: 16 });
  const property = fc.asyncProperty(histories, drawn, async (history, asked) => {
    const run = nextRun(history);
    await examine(db, run, asked, seen);
    countRecords(seen, run.records);
  });
  await fc.assert(property, { ...quickly, numRuns: 40 });
  // Recounting nothing would prove nothing.
  expect(seen.checks.of("answers with something covered")).toBeGreaterThan(120);
  expect(seen.checks.of("parts run by the region itself")).toBeGreaterThan(10);
  expect(seen.checks.of("answers by a local definition")).toBeGreaterThan(5);
  expect(seen.checks.of("ALL = PRIMARY + JUNIOR")).toBeGreaterThan(160);
  expect(seen.events.of("Corrected")).toBeGreaterThan(120);
  expect(Object.keys(seen.reasons.counts())).toEqual([
    "EMPTY_SET",
    "NO_CAMPUS",
    "NO_RETURN",
    "OTHER_AREA",
    "OTHER_OWNERSHIP",
    "OTHER_STAGE",
    "OUT_OF_SCOPE",
    "REGION_ABOLISHED",
    "REGION_NOT_YET",
    "TEACHING_POINT",
    "none",
  ]);
}, 240_000);

test("the order in which facts were recorded does not matter", async () => {
  const drawn = questions({ minLength: 4, maxLength: 8 });
  const property = fc.asyncProperty(histories, drawn, fc.infiniteStream(fc.nat()), async (history, asked, places) => {
    const inOrder = nextRun(history);
    const shuffled = nextRun(history, (records) => inAnotherOrder(records, () => places.next().value));
    await applyBatch(db, inOrder.log);
    await applyBatch(db, shuffled.log);
    const numbers = async ({ names }: ReturnType<typeof nextRun>) => {
      const snapshot = await openSnapshot(db, { regions: [names.region(0)] }, { today: "2020-01-01" });
      try {
        const found = [];
        for (const { where, unknown: _, ...rest } of asked) {
          const place = where === "set" ? { set: names.set } : { region: names.region(where) };
          const { numerator, denominator, reason } = await coverage(snapshot, {
            ...rest,
            ...place,
            knownAt: snapshot.position,
          });
          found.push({ numerator, denominator, reason });
        }
        return found;
      } finally {
        await snapshot.end();
      }
    };
    expect(await numbers(shuffled)).toEqual(await numbers(inOrder));
  });
  await fc.assert(property, { ...quickly, numRuns: 40 });
}, 120_000);
