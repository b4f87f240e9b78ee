import type { RegionId } from "@lianxiao/events";
import { isChanged, isPublished, type RegionTree } from "@lianxiao/regions";
import { aRegion, type Target, unitIdAt } from "@lianxiao/service";

// Codes are looked up in the tree at the revision of the append, so that a concurrent change is seen or conflicts.

/** `on` null is before all records, when all units without a beginning exist. */
export const dayOf = ({ on }: { readonly on: string | null }): string => on ?? "1900-01-01";

export const named = (tree: RegionTree, { code, on }: { readonly code: string; readonly on: string }): RegionId =>
  unitIdAt(tree, on, { "/code": code });

export const parentIn = (tree: RegionTree, parent: string | null | undefined, on: string): readonly RegionId[] =>
  parent ? [unitIdAt(tree, on, { "/parent": parent })] : [];

export const heirsIn = (tree: RegionTree, { into, on }: { readonly into: readonly string[]; readonly on: string }) =>
  into.map((code, index) => unitIdAt(tree, on, { [into.length > 1 ? `/into/${index}` : "/into"]: code }));

/** The unit into which a region that was recorded late has been merged. */
export const heirsAt = (
  tree: RegionTree,
  { into, until }: { readonly into?: readonly string[] | undefined; readonly until?: string | undefined },
) => (into === undefined || until === undefined ? [] : heirsIn(tree, { into, on: until }));

/** The unit that has the code in the published table, unless anything has been recorded of it. */
export const publishedUnit = (tree: RegionTree, code: string): RegionId | undefined =>
  isPublished(code) && !isChanged(tree, code) ? code : undefined;

export const regions = (...ids: readonly (RegionId | undefined)[]): readonly Target[] =>
  ids.flatMap((id) => (id === undefined ? [] : [aRegion(id)]));
