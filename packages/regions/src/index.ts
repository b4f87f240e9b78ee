export { backdatingYears } from "./backdating.ts";
export { baseRegions, type Region, source } from "./base.ts";
export { codeOf, regionOn, statusOf, unitAt, unitMeant, unitsAt } from "./code.ts";
export { regionMeaning } from "./region-meaning.ts";
export {
  ancestorsOf,
  childrenOf,
  covers,
  heirOf,
  isWithin,
  successorsOf,
  unitGranted,
} from "./territory.ts";
export {
  allUnits,
  isChanged,
  isPublished,
  onceBelow,
  planted,
  type RegionSet,
  type RegionTree,
  unitOf,
} from "./tree.ts";
export type { Unit, Version } from "./unit.ts";
