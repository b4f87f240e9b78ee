import type { RegionCode, RegionId } from "@lianxiao/events";
import { type Counted, count, type Population } from "./count.ts";
import { countExcluded, type Exclusion } from "./excluded.ts";
import { type Area, type Place, partsOf, wholeOf } from "./place.ts";
import { reachOf } from "./reach.ts";
import type { Snapshot } from "./snapshot.ts";

export type Basis = "SCHOOLS" | "CAMPUSES" | "PUPILS";

/** Why there is no rate. */
export type Reason = "EMPTY_SET" | "REGION_ABOLISHED" | "REGION_NOT_YET" | "OUT_OF_SCOPE" | "NO_RETURN";

export type Question = Area & Population & { readonly basis: Basis };

/** Without a denominator there is a reason. `successors` have the territory of an abolished region. */
export type Coverage = {
  readonly numerator: number;
  readonly denominator: number;
  readonly reason: Reason | null;
  readonly successors: readonly RegionId[];
};

/** Of a part; `own` is what the region asked about runs itself (本级). */
export type CoverageOfPart = Coverage & {
  readonly id: RegionId;
  readonly code: RegionCode;
  readonly name: string;
  readonly own: boolean;
};

/** The coverage of a region, or of a set of regions as a whole. */
export const coverage = async (snapshot: Snapshot, question: Question): Promise<Coverage> => {
  const [answer = nothing] = await answers(snapshot, question, [await wholeOf(snapshot, question)]);
  const { schools: _, ...found } = answer;
  return found;
};

/**
 * The coverage of each child region, or of each member of the set, in one query. The schools that the region runs
 * itself are a part of their own on days on which there are any, so that the parts add up.
 */
export const coverageOfChildren = async (
  snapshot: Snapshot,
  question: Question,
): Promise<readonly CoverageOfPart[]> => {
  const parts = await partsOf(snapshot, question);
  const found = await answers(snapshot, question, parts);
  return parts.flatMap(({ region: { id, code, name }, own }, index): readonly CoverageOfPart[] => {
    const { schools = 0, ...part } = found[index] ?? nothing;
    return own && schools === 0 ? [] : [{ id, code, name, own, ...part }];
  });
};

/** The schools that the denominator leaves out, by reason; empty if there is no rate. */
export const excludedFrom = async (snapshot: Snapshot, question: Question): Promise<readonly Exclusion[]> => {
  const place = await wholeOf(snapshot, question);
  const scope = await reachOf(snapshot, { ids: place.members, knownAt: question.knownAt });
  return refusal(scope, place) ? [] : countExcluded(snapshot, question, place.ground);
};

type Answered = Coverage & { readonly schools?: number };

const nothing: Answered = { numerator: 0, denominator: 0, reason: "EMPTY_SET", successors: [] };

const answers = async (
  snapshot: Snapshot,
  question: Question,
  places: readonly Place[],
): Promise<readonly Answered[]> => {
  const scope = await reachOf(snapshot, { ids: places.flatMap(({ members }) => members), knownAt: question.knownAt });
  const refused = places.map((place) => refusal(scope, place));
  const answerable = places.map(({ ground }, index) => (refused[index] ? { regions: [] } : ground));
  const isAny = answerable.some(({ regions }) => regions.length > 0);
  const counted = isAny ? await count(snapshot, question, answerable) : [];
  return places.map(({ region }, index) => {
    const reason = refused[index];
    if (reason) return { ...nothing, reason, successors: region?.successors ?? [] };
    const found = counted[index];
    return found ? { ...answer[question.basis](found), successors: [], schools: found.schools } : nothing;
  });
};

const refusal = (scope: readonly string[], { region, members }: Place): Reason | undefined => {
  if (region?.status === "ABOLISHED") return "REGION_ABOLISHED";
  if (region?.status === "NOT_YET") return "REGION_NOT_YET";
  return members.every((id) => scope.includes(id)) ? undefined : "OUT_OF_SCOPE";
};

const ratio = (numerator: number, denominator: number, empty: Reason = "EMPTY_SET") => ({
  numerator,
  denominator,
  reason: denominator === 0 ? empty : null,
});

const answer: Readonly<Record<Basis, (counted: Counted) => Omit<Coverage, "successors">>> = {
  SCHOOLS: ({ coveredSchools, schools }) => ratio(coveredSchools, schools),
  CAMPUSES: ({ coveredCampuses, campuses }) => ratio(coveredCampuses, campuses),
  PUPILS: ({ coveredPupils, pupils, schools, returned }) =>
    ratio(coveredPupils, pupils, schools > 0 && returned === 0 ? "NO_RETURN" : "EMPTY_SET"),
};

/** A percentage with two decimals, rounded half up from the integers; null if the denominator is 0. */
export const ratePercent = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : Math.floor((numerator * 20_000 + denominator) / (2 * denominator)) / 100;
