import {
  type GroupEvent,
  type GroupId,
  type GroupKind,
  type GroupState,
  type GroupStatus,
  groupMeaning,
  type SchoolId,
  type Tightness,
} from "@lianxiao/events";
import { daily } from "../timeline/daily.ts";
import { timelineTable } from "../timeline/table.ts";

type SchoolGroupRow = {
  readonly group_id: GroupId;
  readonly name: string;
  readonly kind: GroupKind;
  readonly tightness: Tightness;
  readonly lead_school_id: SchoolId;
  readonly region: string;
  readonly status: GroupStatus;
};

/** Drafting has no date: a group is a draft on every day before its approval takes effect. */
export const schoolGroup = timelineTable<GroupState, GroupEvent, SchoolGroupRow>({
  name: "school_group",
  meaning: groupMeaning,
  subject: "group_id",
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
