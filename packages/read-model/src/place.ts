import type { RegionCode } from "@lianxiao/events";
import { type Region, region, regionChildren, regionSet, regionsOf, type When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

/** One region or one named set of regions. */
export type Area = { readonly region: string } | { readonly set: string };

/** What is to be counted as one: the regions asked for; only those in force on the day have schools of their own. */
export type Place = {
  readonly members: readonly string[];
  readonly inForce: readonly RegionCode[];
  readonly region: Region | undefined;
};

const placeOf = (found: Region): Place => ({
  members: [found.code],
  inForce: found.status === "IN_FORCE" ? [found.code] : [],
  region: found,
});

export const wholeOf = async (snapshot: Snapshot, question: Area & When): Promise<Place> => {
  const { asOf, knownAt } = question;
  if ("region" in question) {
    const found = await region(snapshot, { code: question.region, asOf, knownAt });
    return found ? placeOf(found) : { members: [question.region], inForce: [], region: undefined };
  }
  const members = await membersOf(snapshot, { id: question.set, asOf, knownAt });
  return {
    members: members.map(({ code }) => code),
    inForce: members.flatMap((member) => placeOf(member).inForce),
    region: undefined,
  };
};

/** What the area is shown divided into: the regions below, or the members of the set. */
export const childrenOf = async (
  snapshot: Snapshot,
  question: Area & When,
): Promise<readonly (Place & { region: Region })[]> => {
  const { asOf, knownAt } = question;
  const found =
    "region" in question
      ? await regionChildren(snapshot, { code: question.region, asOf, knownAt })
      : await membersOf(snapshot, { id: question.set, asOf, knownAt });
  return found.map((region) => ({ ...placeOf(region), region }));
};

const membersOf = async (
  snapshot: Snapshot,
  { id, ...when }: When & { readonly id: string },
): Promise<readonly Region[]> => {
  const set = await regionSet(snapshot, { id, knownAt: when.knownAt });
  return regionsOf(snapshot, { codes: set?.members ?? [], ...when });
};
