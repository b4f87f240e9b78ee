import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog, freshReadModel } from "../../../../test/projection.ts";
import { days, namesOf } from "../../../../test/random-changes.ts";
import { happened, histories } from "../../../../test/random-history.ts";
import { applyBatch } from "../index.ts";
import { conditionsOf, type Inquiry, met, optionsOf } from "./conditions.ts";
import { rates } from "./index.ts";
import { planFor, row } from "./plan.ts";
import { only, where } from "./relation.ts";
import { type CountedSpell, countedSpells, coveredSpells, type Spelling } from "./spells.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

const record = createLog();
let runs = 0;

type Asking = Parameters<typeof coveredSpells>[0];

const reading = <T>(read: (tx: Asking) => Promise<T>): Promise<T> =>
  db.sql.transaction().execute(async (tx) => {
    await sql.raw(`set local search_path = "${db.views}"`).execute(tx);
    return read({ sql: tx });
  });

/** What is covered on one day: keys with parts, sorted. */
const coveredOn = async (tx: Asking, inquiry: Inquiry, keys: readonly string[]) => {
  const { rate, basis, filters } = inquiry;
  const plan = planFor(inquiry);
  const subjects = where(rate.subject.rows, (column) => sql`${column("school_id")} = any (${keys}::text[])`);
  const covered = rate.covered({ subjects, basis, filters, options: optionsOf(inquiry) });
  const { rows } = await sql<{ one: string }>`${plan.statement(sql`
    select distinct concat(c.school_id, ' ', c.part) as one
    from ${covered.rows(plan)} c join ${only(subjects, ["school_id"]).rows(plan)} s using (school_id)
    order by 1`)}`.execute(tx.sql);
  return rows.map(({ one }) => one);
};

/** The schools of one day with the first condition that they do not meet, sorted. */
const judgedOn = async (tx: Asking, inquiry: Inquiry, keys: readonly string[]) => {
  const plan = planFor(inquiry);
  const reasons = conditionsOf(inquiry).map((one) => sql`when not ${met(inquiry, one, plan)} then ${one.reason}`);
  const { rows } = await sql<{ one: string }>`${plan.statement(sql`
    select concat(s.school_id, ' ', case ${sql.join(reasons, sql` `)} end) as one
    from ${inquiry.rate.subject.rows.rows(plan)} s
    where ${row("s")("school_id")} = any (${keys}::text[])
    order by 1`)}`.execute(tx.sql);
  return rows.map(({ one }) => one);
};

type Bounds = Pick<CountedSpell, "from" | "to">;
const holdsOn =
  (day: string) =>
  ({ from, to }: Bounds): boolean =>
    (from === null || from <= day) && (to === null || day < to);

/** Whether spells of one subject and part (or reason) leave a gap between any two. */
const areApart = (spells: readonly Bounds[]): boolean =>
  spells.every(({ to }, at) => {
    const next = spells[at + 1];
    return next === undefined || (to !== null && next.from !== null && to < next.from);
  });

test("spells hold on a day just when an answer for that day covers and counts the school", async () => {
  let seen = 0;
  const inquiries = fc.array(
    fc.record({
      rate: fc.constantFrom("GROUP" as const, "ZONE" as const, "TIGHT" as const),
      basis: fc.constantFrom("SCHOOLS", "CAMPUSES"),
      stage: fc.constantFrom("ALL", "PRIMARY"),
      urbanRural: fc.constantFrom("ALL", "RURAL"),
      options: fc.constantFrom({}, { includeTeachingPoints: true }),
    }),
    { minLength: 2, maxLength: 4 },
  );
  const property = fc.asyncProperty(histories, inquiries, async (history, asked) => {
    runs += 1;
    const names = namesOf(runs);
    const log = happened(names, history).map((one) => record(one));
    await applyBatch(db, log);
    const keys = [...Array(8).keys()].map((n) => names.school(n));
    await reading(async (tx) => {
      for (const { rate, stage, urbanRural, ...rest } of asked) {
        const about: Spelling = {
          ...rest,
          rate: rates[rate],
          filters: { stage, urbanRural, ownership: "ALL" },
          knownAt: log.at(-1)?.position ?? 0n,
        };
        const covered = await coveredSpells(
          tx,
          about,
          keys.map((key) => [key]),
        );
        const counted = await countedSpells(
          tx,
          about,
          keys.map((key) => [key]),
        );
        for (const asOf of [...days, "2021-08-31", "2024-01-01"]) {
          const holding = covered.filter(holdsOn(asOf)).map(({ key, part }) => `${key[0]} ${part ?? ""}`);
          expect(holding.toSorted()).toEqual(await coveredOn(tx, { ...about, asOf }, keys));
          const judged = counted.filter(holdsOn(asOf)).map(({ key, reason }) => `${key[0]} ${reason ?? ""}`);
          expect(judged.toSorted()).toEqual(await judgedOn(tx, { ...about, asOf }, keys));
          seen += holding.length;
        }
        const lines = [
          ...Object.values(Object.groupBy(covered, ({ key, part }) => `${key} ${part}`)),
          ...Object.values(Object.groupBy(counted, ({ key, reason }) => `${key} ${reason}`)),
        ];
        for (const line of lines) expect(areApart(line ?? [])).toBe(true);
      }
    });
  });
  await fc.assert(property, { endOnFailure: true, numRuns: 25 });
  expect(seen).toBeGreaterThan(100);
}, 120_000);
