export { catalogue, event, type EventOf, UnreadableEvent } from "./event-type.ts";
export { group, type GroupEvent } from "./group.ts";
export { membership, type MembershipEvent } from "./membership.ts";
export { Metadata } from "./metadata.ts";
export { region, type RegionEvent } from "./region.ts";
export { Campus, school, type SchoolEvent } from "./school.ts";
export * from "./vocabulary.ts";
