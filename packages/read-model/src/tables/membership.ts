import type { GroupId, GroupKind, MemberRole, SchoolId, Tightness } from "@lianxiao/events";
import { factTable } from "../fact.ts";
import { since } from "../period.ts";

type MembershipRow = {
  readonly school_id: SchoolId;
  readonly group_id: GroupId;
  readonly role: MemberRole;
  readonly tightness: Tightness;
  readonly kind: GroupKind;
  readonly campuses: readonly string[] | null;
};

export const membership = factTable<MembershipRow, "school_id", "group_id">({
  name: "membership",
  subject: "school_id",
  on: {
    SchoolJoinedGroup: (facts, { schoolId, groupId, on, role, tightness, kind, campuses }) =>
      facts.assert({ school_id: schoolId, group_id: groupId }, since(on), { role, tightness, kind, campuses }),
    SchoolLeftGroup: (facts, { schoolId, groupId, on }) =>
      facts.retract({ school_id: schoolId, group_id: groupId }, since(on)),
  },
});
