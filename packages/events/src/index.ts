export { type AnyCatalogue, type AnyEvent, catalogueOf, catalogues, categoryOf } from "./catalogues.ts";
export { type CodeEvent, type CodeState, code, codeMeaning } from "./code.ts";
export { isTooFar, NewDay, NewName, NewNote, newlyEffective, RequiredNote } from "./command-vocabulary.ts";
export { type CommandAbandoned, type Corrected, isCorrection, isOwn, type RecordOf } from "./correction.ts";
export { catalogue, type EventOf, event, UnreadableEvent } from "./event-type.ts";
export { type GroupEvent, group } from "./group.ts";
export { type GroupState, GroupStatus, groupMeaning } from "./group-meaning.ts";
export {
  after,
  corrected,
  type Entry,
  type Fact,
  factsOf,
  type Meaning,
  type Span,
  spansOf,
  stateOn,
} from "./meaning.ts";
export { type MembershipEvent, membership, ProposedBy } from "./membership.ts";
export { type MembershipState, membershipMeaning, type Proposal, type Stay } from "./membership-meaning.ts";
export { Metadata } from "./metadata.ts";
export { endOf, onlyWith, period, Until } from "./period.ts";
export { ChosenOptions, RateName, rateOptions } from "./rate.ts";
export { type RegionEvent, region } from "./region.ts";
export { Campus, type SchoolEvent, school } from "./school.ts";
export { type CodeDoubt, classDigits, doubtsOf, isPlaceholder, NewSchoolCode } from "./school-code.ts";
export { countsIn, returnYear, type SchoolState, schoolMeaning, stagesOf } from "./school-meaning.ts";
export { fieldsIn, type Reference, referencesIn, type SubjectKind, sentenceOf } from "./sentence.ts";
export * from "./vocabulary.ts";
export type { Language, Words } from "./words.ts";
