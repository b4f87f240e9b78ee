import { type RegionEvent, region } from "@lianxiao/events";
import { evolveTree, planted, type RegionTree, statusOf } from "@lianxiao/regions";
import { type Category, type Refusals, when } from "@lianxiao/service";

export const regionRefusals = {
  REGION_EXISTS: ["该行政区划已存在", "The region exists already"],
  REGION_NOT_IN_FORCE: ["该行政区划当时不存在", "The region is not in force on that day"],
  REGION_INTO_ITSELF: ["不能并入或变更为自身", "A region cannot be merged or recoded into itself"],
  LEVEL_MISMATCH: ["上级行政区划的级别不符", "The parent's level does not fit"],
} as const satisfies Refusals;

/** A code may begin that nothing has begun before: unknown, ended, or only in the undated base table. */
const begun = (tree: RegionTree, code: string, on: string) =>
  tree.changed.has(code) && statusOf(tree, code, on) === "IN_FORCE" && { code, on };

const missing = (tree: RegionTree, code: string, on: string) => statusOf(tree, code, on) !== "IN_FORCE" && { code, on };

/** 行政区划调整: opening, merging, re-coding; the tree is the state. */
export const regionCategory: Category<RegionTree, RegionEvent> = {
  catalogue: region,
  meaning: {
    category: region.category,
    initial: planted,
    on: ({ data }) => ("on" in data ? (data.on ?? "") : ""),
    about: () => undefined,
    evolve: evolveTree,
  },
  idOf: () => "cn",
  reads: () => ({}),
  always: {
    REGION_INTO_ITSELF: (_tree, { event: { type, data } }) =>
      ((type === "RegionMerged" && data.code === data.into) ||
        (type === "RegionRecoded" && data.code === data.newCode)) && { code: data.code },
    REGION_EXISTS: (tree, { event: { type, data } }) => {
      if (type === "RegionOpened") return begun(tree, data.code, data.on ?? "1900-01-01");
      return type === "RegionRecoded" && begun(tree, data.newCode, data.on);
    },
    REGION_NOT_IN_FORCE: (tree, { event: { type, data } }) => {
      if (type === "RegionOpened") return data.parent !== null && missing(tree, data.parent, data.on ?? "1900-01-01");
      if (type === "RegionRecoded") return missing(tree, data.code, data.on);
      return type === "RegionMerged" && (missing(tree, data.code, data.on) || missing(tree, data.into, data.on));
    },
    LEVEL_MISMATCH: when(
      "RegionOpened",
      (_tree, { code, level, parent }) => (level === "PROVINCE") !== (parent === null) && { code, level, parent },
    ),
  },
  now: {},
  refusals: regionRefusals,
  mirrors: () => [],
};
