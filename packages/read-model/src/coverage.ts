import type { RegionCode, RegionId } from "@lianxiao/events";
import { type Area, type Place, partsOf, wholeOf } from "./place.ts";
import { type Inquiry, weightOf } from "./rates/conditions.ts";
import { type Counted, count } from "./rates/count.ts";
import { countExcluded, type Exclusion } from "./rates/excluded.ts";
import { type RateName, rates } from "./rates/index.ts";
import type { Chosen } from "./rates/option.ts";
import type { Weight } from "./rates/rate.ts";
import type { schoolFilters, schoolWeights } from "./rates/schools.ts";
import { reachOf } from "./reach.ts";
import type { When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";
import { territoryOf } from "./territory.ts";

export type Basis = keyof typeof schoolWeights;

/** Why there is no rate: a reason of the place, nothing to count, or a weight's reason such as NO_RETURN. */
export type Reason =
  | "EMPTY_SET"
  | "REGION_ABOLISHED"
  | "REGION_NOT_YET"
  | "OUT_OF_SCOPE"
  | "IN_ANOTHER_PART"
  | "NO_RETURN";

export type Question = Area &
  When & {
    readonly rate: RateName;
    readonly basis: Basis;
    readonly options?: Chosen | undefined;
    readonly stage: keyof (typeof schoolFilters)["stage"]["values"];
    readonly ownership: keyof (typeof schoolFilters)["ownership"]["values"];
    readonly urbanRural: keyof (typeof schoolFilters)["urbanRural"]["values"];
  };

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

/** The coverage of a region, or of a set of regions as a whole. Throws OptionInvalid or BasisUnknown. */
export const coverage = async (snapshot: Snapshot, question: Question): Promise<Coverage> => {
  const [answer = nothing] = await answers(snapshot, question, [await wholeOf(snapshot, question)]);
  const { subjects: _, ...found } = answer;
  return found;
};

/**
 * The coverage of each child region, or of each member of the set, in one query. What the region runs itself is a part
 * of its own on days on which there is any, so that the parts add up.
 */
export const coverageOfChildren = async (
  snapshot: Snapshot,
  question: Question,
): Promise<readonly CoverageOfPart[]> => {
  const parts = await partsOf(snapshot, question);
  const found = await answers(snapshot, question, parts);
  return parts.flatMap(({ region: { id, code, name }, own }, index): readonly CoverageOfPart[] => {
    const { subjects = 0, ...part } = found[index] ?? nothing;
    return own && subjects === 0 ? [] : [{ id, code, name, own, ...part }];
  });
};

/** What the denominator leaves out, by reason; empty if there is no rate. */
export const excludedFrom = async (snapshot: Snapshot, question: Question): Promise<readonly Exclusion[]> => {
  const place = await wholeOf(snapshot, question);
  const scope = await reachOf(snapshot, { ids: place.members, knownAt: question.knownAt });
  if (refusal(scope, place)) return [];
  const { units } = await territoryOf(snapshot, question, [place.ground]);
  return countExcluded(snapshot, inquiryOf(question), units);
};

const inquiryOf = ({ rate, basis, options, asOf, knownAt, stage, ownership, urbanRural }: Question): Inquiry => ({
  rate: rates[rate],
  basis,
  options,
  asOf,
  knownAt,
  filters: { stage, ownership, urbanRural },
});

type Answered = Coverage & { readonly subjects?: number };

const nothing: Answered = { numerator: 0, denominator: 0, reason: "EMPTY_SET", successors: [] };

const answers = async (
  snapshot: Snapshot,
  question: Question,
  places: readonly Place[],
): Promise<readonly Answered[]> => {
  const inquiry = inquiryOf(question);
  const weight = weightOf(inquiry);
  const scope = await reachOf(snapshot, { ids: places.flatMap(({ members }) => members), knownAt: question.knownAt });
  const refused = places.map((place) => refusal(scope, place));
  const answerable = places.map(({ ground }, index) => (refused[index] ? { regions: [] } : ground));
  // Queried first: the number of units decides the query plan of the rest.
  const territory = await territoryOf(snapshot, question, answerable);
  const counted = territory.units.length > 0 ? await count(snapshot, inquiry, territory) : new Map<number, Counted>();
  return places.map(({ region }, index) => {
    const reason = refused[index];
    if (reason) return { ...nothing, reason, successors: region?.successors ?? [] };
    const found = counted.get(index);
    return found ? answered(found, weight) : nothing;
  });
};

const refusal = (scope: readonly string[], { region, members, within }: Place): Reason | undefined => {
  if (region?.status === "ABOLISHED") return "REGION_ABOLISHED";
  if (region?.status === "NOT_YET") return "REGION_NOT_YET";
  if (!members.every((id) => scope.includes(id))) return "OUT_OF_SCOPE";
  return within ? "IN_ANOTHER_PART" : undefined;
};

/** Subjects of which no amount is known are another reason for an empty denominator than that there are none. */
const answered = ({ subjects, weighed, total, covered }: Counted, weight: Weight): Answered => {
  const unknown = weight.of === "AMOUNT" && subjects > 0 && weighed === 0;
  const reason = total > 0 ? null : unknown ? "NO_RETURN" : "EMPTY_SET";
  return { numerator: covered, denominator: total, reason, successors: [], subjects };
};

/** A percentage with two decimals, rounded half up from the integers; null if the denominator is 0. */
export const ratePercent = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : Math.floor((numerator * 20_000 + denominator) / (2 * denominator)) / 100;
