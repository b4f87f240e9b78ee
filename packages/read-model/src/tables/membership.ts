import {
  type Day,
  type GroupId,
  type GroupKind,
  type MemberRole,
  type MembershipEvent,
  type MembershipState,
  membershipMeaning,
  type SchoolId,
  type Tightness,
} from "@lianxiao/events";
import { daily } from "../timeline/daily.ts";
import { timelineTable } from "../timeline/table.ts";

type MembershipRow = {
  readonly school_id: SchoolId;
  readonly group_id: GroupId;
  readonly role: MemberRole;
  readonly tightness: Tightness;
  readonly kind: GroupKind;
  readonly campuses: readonly string[] | null;
  readonly since: Day;
};

/** The stays of a school; a proposal is no stay. */
export const membership = timelineTable<MembershipState, MembershipEvent, MembershipRow>({
  name: "membership",
  meaning: membershipMeaning,
  subject: "school_id",
  rows: daily(({ stays }, id) =>
    Object.entries(stays).map(([groupId, { role, tightness, kind, campuses, since }]) => ({
      school_id: id,
      group_id: groupId,
      role,
      tightness,
      kind,
      campuses,
      since,
    })),
  ),
});
