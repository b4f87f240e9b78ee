import type { RegionId } from "@lianxiao/events";
import { type Region, region, regionChildren, regionSet, regionsOf, type When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Ground, nestedIn } from "./territory.ts";

/** One region by its code, or one named set of regions. */
export type Area = { readonly region: string } | { readonly set: string };

/** Regions, by id, that are counted as a whole; only those in force on the day have schools of their own. */
export type Place = {
  readonly members: readonly RegionId[];
  readonly ground: Ground;
  /** It lies within another part, which has what belongs to it. */
  readonly within?: boolean;
  readonly region: Region | undefined;
};

/** A part of the area; `own` is the part that a region runs itself (本级), beside its children. */
export type Part = Place & { readonly region: Region; readonly own: boolean };

const placeOf = (found: Region): Place & { readonly region: Region } => ({
  members: [found.id],
  ground: { regions: found.status === "IN_FORCE" ? [found.id] : [] },
  region: found,
});

export const wholeOf = async (snapshot: Snapshot, question: Area & When): Promise<Place> => {
  const { asOf, knownAt } = question;
  if ("region" in question) {
    const found = await region(snapshot, { code: question.region, asOf, knownAt });
    return found ? placeOf(found) : { members: [question.region], ground: { regions: [] }, region: undefined };
  }
  const members = await membersOf(snapshot, { id: question.set, asOf, knownAt });
  return {
    members: members.map(({ id }) => id),
    ground: { regions: members.flatMap((member) => placeOf(member).ground.regions) },
    region: undefined,
  };
};

/**
 * The parts of the area, which do not overlap: the child regions and what is run beside them, or the members of the set.
 * Members that came to lie within another one after the set was defined have nothing of their own.
 */
export const partsOf = async (snapshot: Snapshot, question: Area & When): Promise<readonly Part[]> => {
  const { asOf, knownAt } = question;
  const partOf = (found: Region): Part => ({ ...placeOf(found), own: false });
  if ("set" in question) {
    const members = await membersOf(snapshot, { id: question.set, asOf, knownAt });
    const nested = await nestedIn(snapshot, { ids: members.map(({ id }) => id), asOf, knownAt });
    return members
      .map(partOf)
      .map((part) => (nested.includes(part.region.id) ? { ...part, ground: { regions: [] }, within: true } : part));
  }
  const found = await region(snapshot, { code: question.region, asOf, knownAt });
  if (found?.status !== "IN_FORCE") return [];
  const children = await regionChildren(snapshot, { id: found.id, asOf, knownAt });
  if (children.length === 0) return [];
  const own: Part = {
    ...partOf(found),
    ground: { regions: [found.id], but: children.map(({ id }) => id) },
    own: true,
  };
  return [...children.map(partOf), own];
};

const membersOf = async (
  snapshot: Snapshot,
  { id, ...when }: When & { readonly id: string },
): Promise<readonly Region[]> => {
  const set = await regionSet(snapshot, { id, knownAt: when.knownAt });
  return regionsOf(snapshot, { ids: set?.members ?? [], ...when });
};
