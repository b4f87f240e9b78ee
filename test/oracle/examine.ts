import { isDeepStrictEqual } from "node:util";
import type { Recorded } from "@lianxiao/kernel";
import {
  applyBatch,
  type Coverage,
  coverage,
  type Database,
  excludedFrom,
  openSnapshot,
  type Question,
  type Snapshot,
} from "@lianxiao/read-model";
import type { Entered } from "../events.ts";
import { type Asked, recountOf } from "../naive-coverage.ts";
import type { Names } from "../random-changes.ts";
import { type Drawn, placeIn } from "./question.ts";
import type { Tally } from "./tally.ts";

/** A recorded history: `records` are the decoded events of `log`, in the same order. */
export type Run = { readonly names: Names; readonly records: readonly Entered[]; readonly log: readonly Recorded[] };

/** Thrown when two answers differ that should be the same. */
export class Difference extends Error {
  override readonly name = "Difference";
  constructor(check: string, asked: object, found: unknown, expected: unknown) {
    const text = JSON.stringify({ check, asked, found, expected }, (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    super(`An answer differs: ${text}`);
  }
}

type Known = Asked & Question & { readonly known: number };

/** The least number of records that a question knows of, so that it always knows the regions. */
const least = 6;

const asking = ({ names, log }: Run, { where, unknown, ...rest }: Drawn, length = log.length): Known => {
  const known = Math.max(Math.min(least, log.length), length - unknown);
  return { ...rest, ...placeIn(names, where), known, knownAt: log[known - 1]?.position ?? -1n };
};

type Fraction = { readonly numerator: number; readonly denominator: number };
const fractionOf = ({ numerator, denominator }: Fraction): Fraction => ({ numerator, denominator });
const summed = (parts: readonly Fraction[]): Fraction => ({
  numerator: parts.reduce((sum, { numerator }) => sum + numerator, 0),
  denominator: parts.reduce((sum, { denominator }) => sum + denominator, 0),
});

type Rated = Pick<Coverage, "numerator" | "denominator" | "reason">;
const nothing: Fraction = { numerator: 0, denominator: 0 };
const bare = ({ numerator, denominator, reason }: Rated) => ({ numerator, denominator, reason });

type Examination = { readonly run: Run; readonly snapshot: Snapshot; readonly tally: Tally };

const sameOr = (check: string, asked: object, found: unknown, expected: unknown): void => {
  if (!isDeepStrictEqual(found, expected)) throw new Difference(check, asked, found, expected);
};

/** Compares an answer of the product with that of the naive recount. */
const compare = ({ tally }: Examination, asked: Known, found: Rated, expected: object): void => {
  tally.checks.add("answers");
  tally.reasons.add(found.reason ?? "none");
  if (found.numerator > 0) tally.checks.add("answers with something covered");
  sameOr("naive recount", asked, bare(found), expected);
  tally.checks.add("numerator ≤ denominator");
  if (found.numerator > found.denominator) throw new Difference("numerator ≤ denominator", asked, found, expected);
};

const examineQuestion = async (examination: Examination, drawn: Drawn): Promise<void> => {
  const { run, snapshot, tally } = examination;
  const asked = asking(run, drawn);
  const { tree, settled, coverage: naive, excluded } = recountOf(run.records.slice(0, asked.known), asked.asOf);
  const whole = await coverage(snapshot, asked);
  compare(examination, asked, whole, naive(asked));

  for (const basis of ["SCHOOLS", "CAMPUSES", "PUPILS"] as const) {
    const one = { ...asked, basis };
    const reasons = await excludedFrom(snapshot, one);
    const found = Object.fromEntries(reasons.map(({ reason, subjects }) => [reason, subjects]));
    sameOr("excluded schools", one, found, excluded(one));
    for (const { reason } of reasons) tally.reasons.add(reason);
  }

  const { parts } = whole;
  if (whole.local) tally.checks.add("answers by a local definition");
  const others = parts.filter(({ own }) => !own).map(({ region: { id } }) => id);
  for (const part of parts) {
    const {
      own,
      region: { id },
    } = part;
    // The parts of a region are counted by its own definition.
    const { region: _, set: __, ...rest } = { region: "", set: "", ...asked, ...settled(asked) };
    // Members of a set may come to be within one another; the outer one then has what belongs to both.
    const isNested =
      "set" in asked && others.some((outer) => outer !== id && tree.isInForce(id) && tree.isWithin(id, outer));
    const expected = naive({ ...rest, unit: id, but: own ? others : [] });
    compare(examination, asked, part, isNested ? { ...nothing, reason: "IN_ANOTHER_PART" } : expected);
    if (isNested) tally.checks.add("members of a set within another");
    if (own) tally.checks.add("parts run by the region itself");
  }
  if (parts.length > 0) {
    tally.checks.add("Σ parts = whole");
    sameOr("Σ parts = whole", asked, summed(parts), fractionOf(whole));
  }

  const stages = ["ALL", "PRIMARY", "JUNIOR"] as const;
  const pupils = [];
  for (const stage of stages) {
    const one = { ...asked, basis: "PUPILS" as const, stage };
    const answer = await coverage(snapshot, one);
    compare(examination, one, answer, naive(one));
    pupils.push(answer);
  }
  const [all, ...both] = pupils;
  tally.checks.add("ALL = PRIMARY + JUNIOR");
  sameOr("ALL = PRIMARY + JUNIOR", asked, all && fractionOf(all), summed(both));

  const areas = ["URBAN", "TOWN_AND_RURAL"] as const;
  const halves = [];
  for (const urbanRural of areas) {
    const one = { ...asked, urbanRural };
    const answer = await coverage(snapshot, one);
    compare(examination, one, answer, naive(one));
    halves.push(answer);
  }
  tally.checks.add("ALL = URBAN + TOWN_AND_RURAL");
  const everywhere = await coverage(snapshot, { ...asked, urbanRural: "ALL" });
  sameOr("ALL = URBAN + TOWN_AND_RURAL", asked, fractionOf(everywhere), summed(halves));
};

const answersTo = async (snapshot: Snapshot, asked: Question) => ({
  whole: await coverage(snapshot, asked),
  excluded: await excludedFrom(snapshot, asked),
});

/**
 * Projects a history and asks questions about it. Throws a Difference when an answer differs from the naive recount of
 * the log, when parts do not add up to the whole, or when an answer for an earlier position changes after more was
 * recorded.
 */
export const examine = async (db: Database, run: Run, drawn: readonly Drawn[], tally: Tally): Promise<void> => {
  const { names, log } = run;
  const reading = async <T>(read: (snapshot: Snapshot) => Promise<T>): Promise<T> => {
    const snapshot = await openSnapshot(db, { regions: [names.region(0)] }, { today: "2020-01-01" });
    try {
      return await read(snapshot);
    } finally {
      await snapshot.end();
    }
  };
  const cut = Math.max(Math.min(least, log.length), Math.floor((log.length * 2) / 3));
  const earlier = drawn.map((one) => asking(run, one, cut));
  const answers = (): Promise<readonly object[]> =>
    reading(async (snapshot) => {
      const found = [];
      for (const asked of earlier) found.push(await answersTo(snapshot, asked));
      return found;
    });
  await applyBatch(db, log.slice(0, cut));
  const before = await answers();
  await applyBatch(db, log.slice(cut));
  for (const [at, after] of (await answers()).entries()) {
    tally.checks.add("earlier knownAt unchanged");
    sameOr("earlier knownAt", earlier[at] ?? {}, after, before[at]);
  }
  await reading(async (snapshot) => {
    for (const one of drawn) await examineQuestion({ run, snapshot, tally }, one);
  });
};
