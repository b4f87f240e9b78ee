import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { effective, GroupId, GroupKind, Name, Note, RegionCode, SchoolId, Tightness } from "./vocabulary.ts";

const dated = { groupId: GroupId, ...effective };

/** The life of one group (集团): drafted → approved (active) ⇄ suspended → dissolved. Its roster is a query. */
export const group = catalogue("group", {
  GroupDrafted: event(
    z.strictObject({
      groupId: GroupId,
      name: Name,
      kind: GroupKind,
      tightness: Tightness,
      leadSchoolId: SchoolId,
      region: RegionCode,
      note: Note.optional(),
    }),
  ),
  GroupApproved: event(z.strictObject({ ...dated, leadSchoolId: SchoolId, tightness: Tightness })),
  GroupRenamed: event(z.strictObject({ ...dated, name: Name })),
  GroupSuspended: event(z.strictObject({ ...dated, reason: Note })),
  GroupResumed: event(z.strictObject({ ...dated })),
  GroupDissolved: event(z.strictObject({ ...dated, reason: Note })),
});
export type GroupEvent = EventOf<typeof group>;
