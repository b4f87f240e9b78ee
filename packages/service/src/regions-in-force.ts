import { type RegionTree, statusOf } from "@lianxiao/regions";
import { Problem, type ProblemCode } from "./problem.ts";

const problemOf = {
  UNKNOWN: "REGION_UNKNOWN",
  NOT_YET: "REGION_NOT_YET",
  ABOLISHED: "REGION_ABOLISHED",
} as const satisfies Readonly<Record<string, ProblemCode>>;

/** Refuses region codes in a body (by JSON pointer) that do not stand for a region on `day`. */
export const requireInForce = (tree: RegionTree, day: string, codes: Readonly<Record<string, string>>): void => {
  const errors = Object.entries(codes).flatMap(([pointer, code]) => {
    const status = statusOf(tree, code, day);
    return status === "IN_FORCE" ? [] : [{ pointer, code: problemOf[status] }];
  });
  const [first] = errors;
  if (first) throw new Problem(first.code, { errors });
};
