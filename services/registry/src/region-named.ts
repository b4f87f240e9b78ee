import type { RegionId } from "@lianxiao/events";
import { isChanged, isPublished, type RegionTree } from "@lianxiao/regions";
import { aRegion, type Target, unitIdAt } from "@lianxiao/service";

// Codes are read in the tree of the record that is appended to, so that another's change at once is seen or conflicts.

/** Before the records (`on` null) all that has no beginning is there. */
export const dayOf = ({ on }: { readonly on: string | null }): string => on ?? "1900-01-01";

export const named = (tree: RegionTree, { code, on }: { readonly code: string; readonly on: string }): RegionId =>
  unitIdAt(tree, on, { "/code": code });

export const parentIn = (tree: RegionTree, parent: string | null | undefined, on: string): readonly RegionId[] =>
  parent ? [unitIdAt(tree, on, { "/parent": parent })] : [];

export const heirsIn = (tree: RegionTree, { into, on }: { readonly into: readonly string[]; readonly on: string }) =>
  into.map((code, index) => unitIdAt(tree, on, { [into.length > 1 ? `/into/${index}` : "/into"]: code }));

/** What a region that was missed has gone into. */
export const heirsAt = (
  tree: RegionTree,
  { into, until }: { readonly into?: readonly string[] | undefined; readonly until?: string | undefined },
) => (into === undefined || until === undefined ? [] : heirsIn(tree, { into, on: until }));

/** The unit of the published table that a code stands for there, as long as nobody has said anything of it. */
export const publishedUnit = (tree: RegionTree, code: string): RegionId | undefined =>
  isPublished(code) && !isChanged(tree, code) ? code : undefined;

export const regions = (...ids: readonly (RegionId | undefined)[]): readonly Target[] =>
  ids.flatMap((id) => (id === undefined ? [] : [aRegion(id)]));
