import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { CampusKey, Day, GroupId, GroupKind, MemberRole, Note, Precision, SchoolId, Tightness } from "./vocabulary.ts";

const dated = { schoolId: SchoolId, groupId: GroupId, on: Day, precision: Precision.default("DAY") };

/** A school's memberships (成员关系): the stream's subject is the school, so "one tight group at a time" is its rule. */
export const membership = catalogue("membership", {
  SchoolJoinedGroup: event(
    z.strictObject({
      ...dated,
      kind: GroupKind,
      role: MemberRole,
      tightness: Tightness,
      /** The campuses that joined; null for the whole school (全校加入). */
      campuses: z.array(CampusKey).min(1).nullable(),
      note: Note.optional(),
    }),
  ),
  SchoolLeftGroup: event(z.strictObject({ ...dated, reason: Note.optional() })),
});
export type MembershipEvent = EventOf<typeof membership>;
