export { baseRegions, type Region, source } from "./base.ts";
export {
  covers,
  evolveTree,
  grow,
  planted,
  type RegionSet,
  type RegionTree,
  regionAt,
  setOf,
  statusOf,
  successorOf,
} from "./tree.ts";
