import {
  type GroupId,
  type GroupKind,
  type MemberRole,
  membershipMeaning,
  type SchoolId,
  type Tightness,
} from "@lianxiao/events";
import { day, optional, text, texts } from "../schema/column.ts";
import { daily } from "../timeline/daily.ts";
import { timelineTable } from "../timeline/table.ts";

/** The stays of a school; a proposal is no stay. */
export const membership = timelineTable({
  name: "membership",
  meaning: membershipMeaning,
  subject: ["school_id"],
  columns: {
    school_id: text<SchoolId>(),
    group_id: text<GroupId>(),
    role: text<MemberRole>(),
    tightness: text<Tightness>(),
    kind: text<GroupKind>(),
    // Null when the whole school joined.
    campuses: optional(texts()),
    // The day of joining, whatever has changed afterwards.
    since: day(),
  },
  indexes: [],
  scope: { either: [{ school: "school_id" }, { groupInCharge: "group_id" }] },
  aggregates: "every_membership",
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
