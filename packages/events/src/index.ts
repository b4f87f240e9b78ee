export { catalogue, type EventOf, event, UnreadableEvent } from "./event-type.ts";
export { type GroupEvent, group } from "./group.ts";
export { type MembershipEvent, membership } from "./membership.ts";
export { Metadata } from "./metadata.ts";
export { type RegionEvent, region } from "./region.ts";
export { Campus, type SchoolEvent, school } from "./school.ts";
export * from "./vocabulary.ts";
