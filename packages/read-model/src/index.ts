export { administrationOf } from "./account.ts";
export { type Applied, type Apply, applyBatch, moveCheckpoint, Overtaken } from "./apply.ts";
export {
  type Basis,
  type Coverage,
  type CoverageOfPart,
  coverage,
  excludedFrom,
  type PlaceReason,
  type Question,
  ratePercent,
} from "./coverage.ts";
export { type Connect, connect, type Database, ReadModelUnavailable, StatementTimeout } from "./database.ts";
export { type Group, type GroupFilter, group, groups, groupsById } from "./groups.ts";
export type { LocalDefinition } from "./local-definition.ts";
export { groupMembers, type Member, schoolMemberships } from "./members.ts";
export { CursorInvalid, type Page, type Paging } from "./page.ts";
export type { Area } from "./place.ts";
export { checkpoint, positionAt, reached } from "./position.ts";
export { prepare, reader } from "./prepare.ts";
export {
  groupProposals,
  type Proposal,
  type ProposalFilter,
  proposals,
  proposalsBeside,
  schoolProposals,
} from "./proposals.ts";
export { BasisUnknown, reasonsOf } from "./rates/conditions.ts";
export type { Exclusion } from "./rates/excluded.ts";
export { rates } from "./rates/index.ts";
export { type Chosen, OptionInvalid, valuesOf } from "./rates/option.ts";
export type { AnyRate, Definition } from "./rates/rate.ts";
export { schoolFilters } from "./rates/schools.ts";
export { Unapplied } from "./readable.ts";
export { type Compared, type Hashed, hashes, rebuild } from "./rebuild.ts";
export {
  type Region,
  type RegionSet,
  type RegionStatus,
  region,
  regionChildren,
  regionSet,
  regionsByCode,
  regionsOf,
  type When,
} from "./regions.ts";
export { type School, type SchoolFilter, school, schools, schoolsById } from "./schools.ts";
export { type OpenSnapshot, openSnapshot, type Scope, type Snapshot } from "./snapshot.ts";
export { prefixes } from "./tables/index.ts";
export { version } from "./version.ts";
