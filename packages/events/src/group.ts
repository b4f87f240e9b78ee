import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { effective, GroupId, GroupKind, Name, Note, RegionCode, RegionId, SchoolId, Tightness } from "./vocabulary.ts";

const dated = { groupId: GroupId, ...effective };

const draft = {
  groupId: GroupId,
  name: Name,
  kind: GroupKind,
  tightness: Tightness,
  leadSchoolId: SchoolId,
  note: Note.optional(),
};

/**
 * The life of one group (集团): drafted → approved (active) ⇄ suspended → dissolved. Its members are not recorded here
 * but in the membership streams of the schools.
 */
export const group = catalogue("group", {
  GroupDrafted: event(z.strictObject({ ...draft, region: RegionCode })).became(
    z.strictObject({ ...draft, region: RegionId }),
    (first) => first,
  ),
  GroupApproved: event(
    z.strictObject({ ...dated, leadSchoolId: SchoolId, tightness: Tightness, kind: GroupKind.optional() }),
  ),
  GroupRenamed: event(z.strictObject({ ...dated, name: Name })),
  GroupSuspended: event(z.strictObject({ ...dated, reason: Note })),
  GroupResumed: event(z.strictObject({ ...dated })),
  /**
   * Another school leads from that day on (变更牵头校). `joins`: it was not a member. `formerLeadSchoolId`: the school
   * that led before and stays as a member; null if it is gone.
   */
  GroupLeadChanged: event(
    z.strictObject({
      ...dated,
      leadSchoolId: SchoolId,
      joins: z.boolean(),
      formerLeadSchoolId: SchoolId.nullable(),
      kind: GroupKind,
      tightness: Tightness,
    }),
  ),
  /** The lead closed, was merged away or left: the group waits for a new lead (待定牵头校). */
  GroupLeadLost: event(
    z.strictObject({ ...dated, leadSchoolId: SchoolId, because: z.enum(["CLOSED", "MERGED", "LEFT"]) }),
  ),
  GroupDissolved: event(z.strictObject({ ...dated, reason: Note })),
});
export type GroupEvent = EventOf<typeof group>;
