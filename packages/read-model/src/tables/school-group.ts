import type { GroupId, GroupKind, RegionCode, SchoolId, Tightness } from "@lianxiao/events";
import { factTable } from "../fact.ts";
import { always, since } from "../period.ts";

type SchoolGroupRow = {
  readonly group_id: GroupId;
  readonly name: string;
  readonly kind: GroupKind;
  readonly tightness: Tightness;
  readonly lead_school_id: SchoolId;
  readonly region: RegionCode;
  readonly status: "DRAFT" | "ACTIVE" | "SUSPENDED" | "DISSOLVED";
};

export const schoolGroup = factTable<SchoolGroupRow, "group_id">({
  name: "school_group",
  subject: "group_id",
  on: {
    // A draft has no date of its own: it is a draft on every day before its approval takes effect.
    GroupDrafted: (facts, { groupId, name, kind, tightness, leadSchoolId, region }) =>
      facts.assert({ group_id: groupId }, always, {
        name,
        kind,
        tightness,
        lead_school_id: leadSchoolId,
        region,
        status: "DRAFT",
      }),
    GroupApproved: (facts, { groupId, on, leadSchoolId, tightness }) =>
      facts.amend({ group_id: groupId }, since(on), { status: "ACTIVE", lead_school_id: leadSchoolId, tightness }),
    GroupRenamed: (facts, { groupId, on, name }) => facts.amend({ group_id: groupId }, since(on), { name }),
    GroupSuspended: (facts, { groupId, on }) => facts.amend({ group_id: groupId }, since(on), { status: "SUSPENDED" }),
    GroupResumed: (facts, { groupId, on }) => facts.amend({ group_id: groupId }, since(on), { status: "ACTIVE" }),
    GroupDissolved: (facts, { groupId, on }) => facts.amend({ group_id: groupId }, since(on), { status: "DISSOLVED" }),
  },
});
