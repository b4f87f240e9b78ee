import type { RateName, RegionId } from "@lianxiao/events";
import { type LocalDefinition, localDefinition } from "./local-definition.ts";
import { type Area, type Part, type Place, placeOf } from "./place.ts";
import { type Inquiry, weightOf } from "./rates/conditions.ts";
import { type Counted, count } from "./rates/count.ts";
import { countExcluded, type Exclusion } from "./rates/excluded.ts";
import { rates } from "./rates/index.ts";
import type { Chosen } from "./rates/option.ts";
import type { Weight } from "./rates/rate.ts";
import type { schoolFilters, schoolWeights } from "./rates/schools.ts";
import { reachOf } from "./reach.ts";
import type { Region, When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

export type Basis = keyof typeof schoolWeights;

/** Why a region or a part has no rate, whatever is counted. */
export type PlaceReason = "REGION_ABOLISHED" | "REGION_NOT_YET" | "OUT_OF_SCOPE" | "IN_ANOTHER_PART";

export type Question = Area &
  When & {
    readonly rate: RateName;
    readonly basis: Basis;
    /** By the region's own definition (地方口径), if there is one on the day. Options that are given win. */
    readonly local?: boolean | undefined;
    readonly options?: Chosen | undefined;
    readonly stage: keyof (typeof schoolFilters)["stage"]["values"];
    readonly ownership: keyof (typeof schoolFilters)["ownership"]["values"];
    readonly urbanRural: keyof (typeof schoolFilters)["urbanRural"]["values"];
  };

/**
 * Without a denominator there is a reason: one of the place, EMPTY_SET, or why the weight's amounts are unknown, such as
 * NO_RETURN. `successors` have the territory of an abolished region.
 */
type Rated = {
  readonly numerator: number;
  readonly denominator: number;
  readonly reason: string | null;
  readonly successors: readonly RegionId[];
};

/** Of a part; `own` is what the region asked about runs itself (本级). */
export type CoverageOfPart = Rated & { readonly region: Region; readonly own: boolean };

/**
 * The coverage of a region (undefined if nobody has recorded it), or of a set of regions as a whole, and of its parts:
 * the child regions and, on days on which there is any, what it runs itself; or the members of the set.
 */
export type Coverage = Rated & {
  readonly region: Region | undefined;
  readonly parts: readonly CoverageOfPart[];
  /** The region's own definition that was applied, and all options that were chosen. */
  readonly local: LocalDefinition | undefined;
  readonly options: Chosen;
};

/** Throws OptionInvalid or BasisUnknown. */
export const coverage = async (snapshot: Snapshot, question: Question): Promise<Coverage> => {
  const place = await placeOf(snapshot, question);
  const { region, parts } = place;
  const local = await localOf(snapshot, place, question);
  const inquiry = inquiryOf(question, local);
  const weight = weightOf(inquiry);
  const scope = await scopeOf(snapshot, place, question);
  const refused = refusalOf(place, scope, question);
  const refusedParts = parts.map((part) => refusalOfPart(part, scope));
  // A part that the caller may not ask for belongs to a whole that it may ask for.
  const counting = parts.map(({ units }, at) => (refused && refusedParts[at] ? [] : units));
  const units = counting.flat();
  const places = counting.flatMap((own, at) => own.map(() => at));
  const counted = units.length > 0 ? await count(snapshot, inquiry, { places, units }) : new Map<number, Counted>();
  const all = parts.map((_, at) => counted.get(at) ?? none);
  const successors = region?.status === "ABOLISHED" ? region.successors : [];
  return {
    ...(refused ? { ...nothing, reason: refused, successors } : rated(total(all), weight)),
    region,
    local,
    options: inquiry.options,
    parts: parts.flatMap(({ region, own }, at): readonly CoverageOfPart[] => {
      const one = all[at] ?? none;
      // A region without children is no part of itself; what a region runs itself is told only if there is any.
      if (own && (parts.length === 1 || one.subjects === 0)) return [];
      const reason = refusedParts[at];
      return [
        { region, own, ...(reason ? { ...nothing, reason, successors: region.successors } : rated(one, weight)) },
      ];
    }),
  };
};

/** What the denominator leaves out, by reason; empty if there is no rate. */
export const excludedFrom = async (snapshot: Snapshot, question: Question): Promise<readonly Exclusion[]> => {
  const place = await placeOf(snapshot, question);
  if (refusalOf(place, await scopeOf(snapshot, place, question), question)) return [];
  const units = place.parts.flatMap((part) => part.units);
  return countExcluded(snapshot, inquiryOf(question, await localOf(snapshot, place, question)), units);
};

const localOf = async (
  snapshot: Snapshot,
  { region }: Place,
  { local, rate, asOf, knownAt }: Question,
): Promise<LocalDefinition | undefined> =>
  local && region?.status === "IN_FORCE"
    ? localDefinition(snapshot, { region: region.id, rate, asOf, knownAt })
    : undefined;

const inquiryOf = (
  { rate, basis, options, asOf, knownAt, stage, ownership, urbanRural }: Question,
  local: LocalDefinition | undefined,
): Inquiry & { readonly options: Chosen } => ({
  rate: rates[rate],
  basis,
  options: { ...local?.options, ...options },
  asOf,
  knownAt,
  filters: { stage, ownership, urbanRural },
});

const scopeOf = (snapshot: Snapshot, { parts }: Place, { knownAt }: When): Promise<readonly RegionId[]> =>
  reachOf(snapshot, { ids: parts.map(({ region }) => region.id), knownAt });

const refusalOf = ({ region, parts }: Place, scope: readonly RegionId[], question: Area): PlaceReason | undefined => {
  if (!("region" in question))
    return parts.every((part) => scope.includes(part.region.id)) ? undefined : "OUT_OF_SCOPE";
  return region ? refusalOfRegion(region, scope) : "OUT_OF_SCOPE";
};

const refusalOfPart = ({ region, within }: Part, scope: readonly RegionId[]): PlaceReason | undefined =>
  refusalOfRegion(region, scope) ?? (within ? "IN_ANOTHER_PART" : undefined);

const refusalOfRegion = ({ id, status }: Region, scope: readonly RegionId[]): PlaceReason | undefined => {
  if (status === "ABOLISHED") return "REGION_ABOLISHED";
  if (status === "NOT_YET") return "REGION_NOT_YET";
  return scope.includes(id) ? undefined : "OUT_OF_SCOPE";
};

const nothing = { numerator: 0, denominator: 0, successors: [] } as const;
const none: Counted = { subjects: 0, weighed: 0, total: 0, covered: 0 };

const total = (counted: readonly Counted[]): Counted =>
  counted.reduce(
    (sum, one) => ({
      subjects: sum.subjects + one.subjects,
      weighed: sum.weighed + one.weighed,
      total: sum.total + one.total,
      covered: sum.covered + one.covered,
    }),
    none,
  );

/** Subjects of which no amount is known are another reason for an empty denominator than that there are none. */
const rated = ({ subjects, weighed, total, covered }: Counted, weight: Weight): Rated => {
  const empty = weight.of === "AMOUNT" && subjects > 0 && weighed === 0 ? weight.unknown.reason : "EMPTY_SET";
  const reason = total > 0 ? null : empty;
  return { numerator: covered, denominator: total, reason, successors: [] };
};

/** A percentage with two decimals, rounded half up from the integers; null if the denominator is 0. */
export const ratePercent = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : Math.floor((numerator * 20_000 + denominator) / (2 * denominator)) / 100;
