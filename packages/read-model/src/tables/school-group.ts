import {
  type GroupId,
  type GroupKind,
  type GroupStatus,
  groupMeaning,
  type SchoolId,
  type Tightness,
} from "@lianxiao/events";
import { text } from "../schema/column.ts";
import { daily } from "../timeline/daily.ts";
import { timelineTable } from "../timeline/table.ts";

/** Drafting has no date: a group is a draft on every day before its approval takes effect. */
export const schoolGroup = timelineTable({
  name: "school_group",
  meaning: groupMeaning,
  subject: ["group_id"],
  columns: {
    group_id: text<GroupId>(),
    name: text(),
    kind: text<GroupKind>(),
    tightness: text<Tightness>(),
    lead_school_id: text<SchoolId>(),
    region: text(),
    status: text<GroupStatus>(),
  },
  indexes: [["lead_school_id"], ["region"]],
  scope: { group: "group_id" },
  aggregates: "every_group",
  rows: daily((state, id) =>
    state === undefined
      ? []
      : [
          {
            group_id: id,
            name: state.name,
            kind: state.kind,
            tightness: state.tightness,
            lead_school_id: state.leadSchoolId,
            region: state.region,
            status: state.status,
          },
        ],
  ),
});
