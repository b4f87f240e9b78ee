import type { RegionId } from "@lianxiao/events";
import { Refusal } from "@lianxiao/kernel";
import { ancestorsOf, codeOf, type RegionTree } from "@lianxiao/regions";

/** The members of a set, without duplicates and none within another: schools in two of them would be counted twice. */
export const checkedMembers = (tree: RegionTree, today: string, members: readonly RegionId[]): RegionId[] => {
  const repeated = members.find((id, index) => members.indexOf(id) < index);
  if (repeated !== undefined) throw new Refusal("SET_MEMBERS_REPEATED", { code: codeOf(tree, repeated, today) });
  const wanted = new Set(members);
  for (const id of members) {
    const above = ancestorsOf(tree, id, today).find((ancestor) => wanted.has(ancestor));
    if (above !== undefined)
      throw new Refusal("SET_MEMBERS_NESTED", { code: codeOf(tree, id, today), within: codeOf(tree, above, today) });
  }
  return [...members];
};
