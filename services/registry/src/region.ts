import { type RegionEvent, region } from "@lianxiao/events";
import { type Decider, refusing } from "@lianxiao/kernel";
import { evolveTree, planted, type RegionTree, statusOf } from "@lianxiao/regions";
import type { Refusals } from "@lianxiao/service";

type DataOf<Type extends RegionEvent["type"]> = Extract<RegionEvent, { type: Type }>["data"];

export type RegionCommand =
  | { readonly type: "OpenRegion"; readonly data: DataOf<"RegionOpened"> }
  | { readonly type: "MergeRegion"; readonly data: DataOf<"RegionMerged"> }
  | { readonly type: "RecodeRegion"; readonly data: DataOf<"RegionRecoded"> }
  | { readonly type: "DefineRegionSet"; readonly data: DataOf<"RegionSetDefined"> };

export const regionRefusals = {
  REGION_EXISTS: ["该行政区划已存在", "The region exists already"],
  REGION_NOT_IN_FORCE: ["该行政区划当时不存在", "The region is not in force on that day"],
  REGION_INTO_ITSELF: ["不能并入或变更为自身", "A region cannot be merged or recoded into itself"],
  LEVEL_MISMATCH: ["上级行政区划的级别不符", "The parent's level does not fit"],
} as const satisfies Refusals;

const refuse = refusing(regionRefusals);

const inForce = (tree: RegionTree, code: string, on: string): void => {
  if (statusOf(tree, code, on) !== "IN_FORCE") refuse("REGION_NOT_IN_FORCE", { code, on });
};

/** A code may begin that nothing has begun before: unknown, ended, or only in the undated base table. */
const mayBegin = (tree: RegionTree, code: string, on: string): void => {
  if (tree.changed.has(code) && statusOf(tree, code, on) === "IN_FORCE") refuse("REGION_EXISTS", { code, on });
};

/** 行政区划调整: opening, merging, re-coding; the tree is the state. */
export const regionDecider: Decider<RegionTree, RegionCommand, RegionEvent> = {
  category: region.category,
  initial: planted,
  evolve: evolveTree,
  decide: {
    OpenRegion: (tree, data) => {
      const { code, level, parent, on } = data;
      const day = on ?? "1900-01-01";
      mayBegin(tree, code, day);
      if ((level === "PROVINCE") !== (parent === null)) refuse("LEVEL_MISMATCH", { code, level, parent });
      if (parent !== null) inForce(tree, parent, day);
      return [{ type: "RegionOpened", data }];
    },
    MergeRegion: (tree, data) => {
      const { code, into, on } = data;
      if (code === into) refuse("REGION_INTO_ITSELF", { code });
      inForce(tree, code, on);
      inForce(tree, into, on);
      return [{ type: "RegionMerged", data }];
    },
    RecodeRegion: (tree, data) => {
      const { code, newCode, on } = data;
      if (code === newCode) refuse("REGION_INTO_ITSELF", { code });
      inForce(tree, code, on);
      mayBegin(tree, newCode, on);
      return [{ type: "RegionRecoded", data }];
    },
    DefineRegionSet: (_tree, data) => [{ type: "RegionSetDefined", data }],
  },
};
