import type { Day, RegionId } from "@lianxiao/events";
import { ancestorsOf, heirOf } from "./territory.ts";
import type { RegionTree } from "./tree.ts";

/** The current and the previous school year, where no region has set a period. */
const defaultYears = 1;

/**
 * How many school years before the current one the bureaus of a region may correct or record late. A region without a
 * period of its own on that day inherits that of its nearest ancestor.
 */
export const backdatingYears = (tree: RegionTree, id: RegionId, day: Day): number => {
  const unit = heirOf(tree, id, day);
  for (const one of [unit, ...ancestorsOf(tree, unit, day)]) {
    const period = tree.backdating.get(one)?.findLast(({ from }) => from <= day);
    if (period !== undefined) return period.schoolYears;
  }
  return defaultYears;
};
