import type { EventStore } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import { readSubject, regionsOf } from "./subject.ts";

/** The region tree as its record, corrections included, tells it; folded once for as long as the record stays as it is. */
export const regionTree =
  (store: Pick<EventStore, "read">): (() => Promise<RegionTree>) =>
  async () =>
    (await readSubject(store, regionsOf("cn"))).latest;
