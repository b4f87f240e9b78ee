import type { EventStore } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import { readSubject, regionsOf } from "./subject.ts";

/** Reads the region tree with its corrections. The folded tree is cached until the stream changes. */
export const regionTree =
  (store: Pick<EventStore, "read">): (() => Promise<RegionTree>) =>
  async () =>
    (await readSubject(store, regionsOf("cn"))).latest;
