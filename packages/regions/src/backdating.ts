import type { Day, RegionId } from "@lianxiao/events";
import { ancestorsOf, heirOf } from "./territory.ts";
import type { RegionTree } from "./tree.ts";

/** The present and the last school year, where no region says otherwise. */
const unlessSaid = 1;

/**
 * For how many school years before the present one the bureaus of a unit may correct and record what was missed: as is
 * said of the unit itself on that day, else of the nearest one above it.
 */
export const backdatingYears = (tree: RegionTree, id: RegionId, day: Day): number => {
  const unit = heirOf(tree, id, day);
  for (const one of [unit, ...ancestorsOf(tree, unit, day)]) {
    const said = tree.backdating.get(one)?.findLast(({ from }) => from <= day);
    if (said !== undefined) return said.schoolYears;
  }
  return unlessSaid;
};
