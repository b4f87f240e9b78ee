import { Refusal } from "@lianxiao/kernel";
import { codeOf, type RegionTree, statusOf, unitAt, unitMeant } from "@lianxiao/regions";
import { Problem, type ProblemCode } from "./problem.ts";

const problemOf = {
  UNKNOWN: "REGION_UNKNOWN",
  NOT_YET: "REGION_NOT_YET",
  ABOLISHED: "REGION_ABOLISHED",
  IN_FORCE: "REGION_UNKNOWN",
} as const satisfies Readonly<Record<ReturnType<typeof statusOf>, ProblemCode>>;

type Named = Readonly<Record<string, string>>;

const entryOf = (named: Named): readonly [pointer: string, code: string] => {
  const [entry] = Object.entries(named);
  if (entry === undefined) throw new RangeError("One pointer with its code is needed.");
  return entry;
};

const refused = (pointer: string, code: ProblemCode): Problem => new Problem(code, { errors: [{ pointer, code }] });

/** The id of the region that has the code on `day`; throws a Problem at the JSON pointer if there is none. */
export const regionIdAt = (tree: RegionTree, day: string, named: Named): string => {
  const [pointer, code] = entryOf(named);
  const id = unitAt(tree, code, day);
  if (id === undefined) throw refused(pointer, problemOf[statusOf(tree, code, day)]);
  return id;
};

/**
 * Like regionIdAt, for commands on the tree itself: a region that is not in force is a Refusal (REGION_NOT_IN_FORCE).
 */
export const unitIdAt = (tree: RegionTree, day: string, named: Named): string => {
  const [pointer, code] = entryOf(named);
  const id = unitAt(tree, code, day);
  if (id !== undefined) return id;
  const status = statusOf(tree, code, day);
  if (status === "UNKNOWN") throw refused(pointer, "REGION_UNKNOWN");
  throw new Refusal("REGION_NOT_IN_FORCE", { code, on: day, status });
};

/** Like regionIdAt, but the region need not be in force on `day`. Throws a Problem if the code is unknown. */
export const regionIdMeant = (tree: RegionTree, day: string, named: Named): string => {
  const [pointer, code] = entryOf(named);
  const id = unitMeant(tree, code, day);
  if (id === undefined) throw refused(pointer, "REGION_UNKNOWN");
  return id;
};

/** The code that a region has on a day. */
export const regionCodeAt = (tree: RegionTree, id: string, day: string): string => codeOf(tree, id, day) ?? id;
