import { type RegionTree, statusOf } from "@lianxiao/regions";
import { Problem, type ProblemCode } from "./problem.ts";

const problemOf = {
  UNKNOWN: "REGION_UNKNOWN",
  NOT_YET: "REGION_NOT_YET",
  ABOLISHED: "REGION_ABOLISHED",
} as const satisfies Readonly<Record<string, ProblemCode>>;

/** The id of the region that a code in a body (by JSON pointer) stands for on `day`; refuses one that stands for none. */
export const regionIdAt = (tree: RegionTree, day: string, named: Readonly<Record<string, string>>): string => {
  const [entry] = Object.entries(named);
  if (entry === undefined) throw new RangeError("One pointer with its code is needed.");
  const [pointer, code] = entry;
  const status = statusOf(tree, code, day);
  if (status !== "IN_FORCE") throw new Problem(problemOf[status], { errors: [{ pointer, code: problemOf[status] }] });
  return code;
};

/** The code that a region has on a day. */
export const regionCodeAt = (_tree: RegionTree, id: string, _day: string): string => id;
