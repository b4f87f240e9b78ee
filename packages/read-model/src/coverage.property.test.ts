import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Entered } from "../../../test/events.ts";
import { type Asked, naiveCoverage, naiveExcluded } from "../../../test/naive-coverage.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { days, type Happening, namesOf } from "../../../test/random-changes.ts";
import { happened, histories } from "../../../test/random-history.ts";
import { inAnotherOrder } from "../../../test/random-order.ts";
import {
  applyBatch,
  coverage,
  coverageOfChildren,
  excludedFrom,
  openSnapshot,
  type Question,
  type Snapshot,
} from "./index.ts";

const question = fc.record({
  region: fc.constantFrom(0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 7),
  asOf: fc.constantFrom(...days, "2024-01-01", "2022-08-31", "2020-08-31"),
  /** How many records short of all are known. */
  unknown: fc.oneof(fc.constant(0), fc.nat({ max: 20 })),
  rate: fc.constantFrom("GROUP" as const, "GROUP" as const, "ZONE" as const, "TIGHT" as const),
  basis: fc.constantFrom("SCHOOLS" as const, "CAMPUSES" as const, "PUPILS" as const),
  stage: fc.constantFrom("ALL" as const, "PRIMARY" as const, "JUNIOR" as const),
  ownership: fc.constantFrom("ALL" as const, "ALL" as const, "PUBLIC" as const),
});
type Drawn = typeof question extends fc.Arbitrary<infer Q> ? Q : never;
const questions = fc.array(question, { minLength: 4, maxLength: 8 });

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
type Run = ReturnType<typeof nextRun>;

/** A question about a run; the regions themselves are always known. */
const asking = ({ names, log }: Run, { unknown, region, ...rest }: Drawn): Asked & Question & { known: number } => {
  const known = Math.max(6, log.length - unknown);
  return { ...rest, region: names.region(region), known, knownAt: log[known - 1]?.position ?? -1n };
};

const reading = async <T>({ names }: Run, read: (snapshot: Snapshot) => Promise<T>): Promise<T> => {
  const snapshot = await openSnapshot(db, { regions: [names.region(0)] }, { today: "2020-01-01" });
  try {
    return await read(snapshot);
  } finally {
    await snapshot.end();
  }
};

const summed = (parts: readonly { readonly numerator: number; readonly denominator: number }[]) => ({
  numerator: parts.reduce((sum, { numerator }) => sum + numerator, 0),
  denominator: parts.reduce((sum, { denominator }) => sum + denominator, 0),
});

const answersTo = (run: Run, drawn: readonly Drawn[]) =>
  reading(run, async (snapshot) => {
    const found = [];
    for (const one of drawn) found.push(await coverage(snapshot, asking(run, one)));
    return found;
  });

test("coverage of any region on any day as known at any position is what a naive recount of the log gives", async () => {
  const seen = { own: 0, covered: 0, corrections: 0, reasons: new Set<string>() };
  const property = fc.asyncProperty(histories, questions, async (history, drawn) => {
    const run = nextRun(history);
    const { records, log } = run;
    const cut = Math.floor(log.length / 2);
    await applyBatch(db, log.slice(0, cut));
    await applyBatch(db, log.slice(cut));
    seen.corrections += records.filter(({ event }) => event.type === "Corrected").length;
    await reading(run, async (snapshot) => {
      for (const one of drawn) {
        const { known, ...asked } = asking(run, one);
        const naive = (asked: Asked) => naiveCoverage(records.slice(0, known), asked);
        expect(await coverage(snapshot, asked)).toMatchObject(naive(asked));
        const excluded = await excludedFrom(snapshot, asked);
        expect(Object.fromEntries(excluded.map(({ reason, schools }) => [reason, schools]))).toEqual(
          naiveExcluded(records.slice(0, known), asked),
        );
        for (const { reason } of excluded) seen.reasons.add(reason);
        const parts = await coverageOfChildren(snapshot, asked);
        for (const { id: _, code, name: __, own, successors: ___, ...part } of parts)
          if (!own) expect(part).toEqual(naive({ ...asked, region: code }));
        if (parts.length > 0) expect(summed(parts)).toEqual(summed([await coverage(snapshot, asked)]));
        seen.own += parts.some(({ own }) => own) ? 1 : 0;
        seen.covered += naive(asked).numerator > 0 ? 1 : 0;
      }
    });
  });
  await fc.assert(property, { numRuns: 120 });
  // Recounting nothing would prove nothing.
  expect(seen.covered).toBeGreaterThan(60);
  expect(seen.own).toBeGreaterThan(30);
  expect(seen.corrections).toBeGreaterThan(240);
  expect([...seen.reasons].toSorted()).toEqual([
    "NO_CAMPUS",
    "NO_RETURN",
    "OTHER_OWNERSHIP",
    "OTHER_STAGE",
    "TEACHING_POINT",
  ]);
}, 240_000);

test("what was answered for a position stays the answer, whatever is recorded or corrected later", async () => {
  const property = fc.asyncProperty(histories, questions, async (history, drawn) => {
    const run = nextRun(history);
    const cut = Math.floor((run.log.length * 2) / 3);
    const then = { ...run, log: run.log.slice(0, cut) };
    await applyBatch(db, then.log);
    const answered = await answersTo(then, drawn);
    await applyBatch(db, run.log.slice(cut));
    expect(await answersTo(then, drawn)).toEqual(answered);
  });
  await fc.assert(property, { numRuns: 40 });
}, 120_000);

test("a numerator is part of its denominator, and all pupils are those of both stages together", async () => {
  const sums = { pupils: 0 };
  const property = fc.asyncProperty(histories, questions, async (history, drawn) => {
    const run = nextRun(history);
    await applyBatch(db, run.log);
    for (const { numerator, denominator } of await answersTo(run, drawn))
      expect(numerator).toBeLessThanOrEqual(denominator);
    for (const one of drawn) {
      const stages = ["ALL", "PRIMARY", "JUNIOR"] as const;
      const found = await answersTo(
        run,
        stages.map((stage) => ({ ...one, basis: "PUPILS" as const, stage })),
      );
      const [all, primary, junior] = found.map(({ numerator, denominator }) => ({ numerator, denominator }));
      expect(all).toEqual({
        numerator: (primary?.numerator ?? 0) + (junior?.numerator ?? 0),
        denominator: (primary?.denominator ?? 0) + (junior?.denominator ?? 0),
      });
      sums.pupils += all?.numerator ?? 0;
    }
  });
  await fc.assert(property, { numRuns: 40 });
  expect(sums.pupils).toBeGreaterThan(0);
}, 120_000);

test("the order in which facts were recorded does not matter", async () => {
  const property = fc.asyncProperty(
    histories,
    questions,
    fc.infiniteStream(fc.nat()),
    async (history, questions, places) => {
      const inOrder = nextRun(history);
      const shuffled = nextRun(history, (records) => inAnotherOrder(records, () => places.next().value));
      await applyBatch(db, inOrder.log);
      await applyBatch(db, shuffled.log);
      const drawn = questions.map((one) => ({ ...one, unknown: 0 }));
      const numbers = async (run: Run) =>
        (await answersTo(run, drawn)).map(({ numerator, denominator, reason }) => ({ numerator, denominator, reason }));
      expect(await numbers(shuffled)).toEqual(await numbers(inOrder));
    },
  );
  await fc.assert(property, { numRuns: 60 });
}, 120_000);
