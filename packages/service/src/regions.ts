import { isOwn, region } from "@lianxiao/events";
import type { EventStore } from "@lianxiao/kernel";
import { grow, planted, type RegionTree } from "@lianxiao/regions";

/** The region tree as its stream tells it; folded on from where it was folded to before. */
export const regionTree = (store: Pick<EventStore, "read">): (() => Promise<RegionTree>) => {
  let tree = planted;
  let folded = 0;
  return async () => {
    for (const recorded of (await store.read("region-cn")).slice(folded)) {
      const event = region.decode(recorded);
      if (event && isOwn(event)) tree = grow(tree, event);
      folded += 1;
    }
    return tree;
  };
};
