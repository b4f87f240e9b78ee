import fc from "fast-check";
import { expect, test } from "vitest";
import { overlap, type Period } from "../period.ts";
import { type Belief, ledger } from "./ledger.ts";

/** What a handler may say, as data. */
type Statement =
  | {
      readonly say: "assert";
      readonly key: string;
      readonly period: Period;
      readonly colour: string;
      readonly size: number;
    }
  | { readonly say: "retract"; readonly key: string | undefined; readonly period: Period }
  | {
      readonly say: "amend";
      readonly key: string;
      readonly period: Period;
      readonly change: { colour?: string; size?: number };
    };

const days = ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04", "2020-01-05", "2020-01-06"];
const bound = fc.option(fc.constantFrom(...days));
const period = fc
  .tuple(bound, bound)
  .map(([from, to]) => ({ from, to }))
  .filter(({ from, to }) => from === null || to === null || from < to);
const key = fc.constantFrom("a", "b");
const colour = fc.constantFrom("red", "green");
const size = fc.integer({ min: 1, max: 3 });
const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({ say: fc.constant("assert" as const), key, period, colour, size }),
  fc.record({ say: fc.constant("retract" as const), key: fc.option(key, { nil: undefined }), period }),
  fc.record({
    say: fc.constant("amend" as const),
    key,
    period,
    change: fc.record({ colour, size }, { requiredKeys: [] }),
  }),
);
/** The statements of each event, in log order. */
const log = fc.array(fc.array(statement, { minLength: 1, maxLength: 3 }), { maxLength: 12 });

const subject = "s";
const which = (key: string | undefined) => ({ subject, ...(key === undefined ? {} : { key }) });

const fold = (events: readonly (readonly Statement[])[], open: readonly Belief[] = [], from = 0) => {
  const beliefs = ledger("subject", open);
  for (const [index, statements] of events.entries()) {
    const facts = beliefs.at(BigInt(from + index));
    for (const said of statements) {
      if (said.say === "assert") facts.assert(which(said.key), said.period, { colour: said.colour, size: said.size });
      if (said.say === "retract") facts.retract(which(said.key), said.period);
      if (said.say === "amend") facts.amend(which(said.key), said.period, said.change);
    }
  }
  return beliefs.changes();
};

/** The naive model: what holds of a key on a day, after the first `length` events. */
const naive = (events: readonly (readonly Statement[])[], key: string, day: string): object | undefined => {
  let holds: { colour: string; size: number } | undefined;
  for (const said of events.flat()) {
    const speaks = said.key === undefined || said.key === key;
    if (!speaks || (said.period.from ?? day) > day || (said.period.to !== null && said.period.to <= day)) continue;
    if (said.say === "assert") holds = { colour: said.colour, size: said.size };
    if (said.say === "retract") holds = undefined;
    if (said.say === "amend" && holds !== undefined) holds = { ...holds, ...said.change };
  }
  return holds;
};

const asked = ["2019-12-31", ...days, "2020-01-07"];
const holding = (rows: readonly Belief[], key: string, day: string) =>
  rows.filter(({ row, from, to }) => row["key"] === key && (from ?? day) <= day && (to === null || to > day));
const knownAt = (rows: readonly Belief[], position: bigint) =>
  rows.filter(({ since, until }) => since <= position && (until === undefined || until > position));

/** As the database would have it after a batch: what was stored and has ended, and what has begun. */
const stored = (before: readonly Belief[], { ended, begun }: ReturnType<typeof fold>): Belief[] => {
  const gone = new Map(ended.map((belief) => [belief.stored, belief]));
  return [...before.map((belief) => gone.get(belief.stored) ?? belief), ...begun].map((belief, index) => ({
    ...belief,
    stored: belief.stored ?? `${belief.since}-${index}`,
  }));
};

test("every day as known at every position is what a naive fold of the log up to there gives", () => {
  fc.assert(
    fc.property(log, (events) => {
      const rows = fold(events).begun;
      for (const [position] of events.entries())
        for (const key of ["a", "b"])
          for (const day of asked) {
            const found = holding(knownAt(rows, BigInt(position)), key, day).map(({ row: { colour, size } }) => ({
              colour,
              size,
            }));
            const expected = naive(events.slice(0, position + 1), key, day);
            expect(found).toEqual(expected === undefined ? [] : [expected]);
          }
    }),
    { numRuns: 300 },
  );
});

test("the same log leaves the same rows however it is cut into batches", () => {
  fc.assert(
    fc.property(log, fc.nat(), (events, cut) => {
      const plain = (rows: readonly Belief[]) =>
        rows
          .map(({ stored: _, ...rest }) =>
            JSON.stringify({ ...rest, since: `${rest.since}`, until: `${rest.until ?? ""}` }),
          )
          .sort();
      const at = events.length === 0 ? 0 : cut % events.length;
      const first = stored([], fold(events.slice(0, at)));
      const open = first.filter(({ until }) => until === undefined);
      const second = stored(first, fold(events.slice(at), open, at));
      expect(plain(second)).toEqual(plain(fold(events).begun));
    }),
    { numRuns: 300 },
  );
});

test("periods of one key never overlap in what is believed, and nothing is kept that never was", () => {
  fc.assert(
    fc.property(log, (events) => {
      for (const { since, until } of fold(events).begun) expect(until === undefined || since < until).toBe(true);
      const now = fold(events).begun.filter(({ until, row }) => until === undefined && row["key"] === "a");
      for (const [index, one] of now.entries())
        for (const other of now.slice(index + 1)) expect(overlap(one, other)).toBeUndefined();
    }),
  );
});
