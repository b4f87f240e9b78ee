import type { GroupEvent, MembershipEvent, SchoolEvent } from "@lianxiao/events";
import { groupId, schoolId } from "../../../test/events.ts";
import { knownSchool, saying } from "../../../test/known.ts";

export const group = groupId(1);
export const lead = schoolId(1);
export const member = schoolId(2);

const said = saying<GroupEvent, { readonly groupId: string }>({ groupId: group });

type DataOf<Type extends GroupEvent["type"]> = Extract<GroupEvent, { readonly type: Type }>["data"];

export const drafted = (data: Partial<DataOf<"GroupDrafted">> = {}): GroupEvent => ({
  type: "GroupDrafted",
  data: {
    groupId: group,
    name: "示例集团",
    kind: "GROUP",
    tightness: "TIGHT",
    leadSchoolId: lead,
    region: "330108",
    ...data,
  },
});
export const approved = (on: string, data: Partial<DataOf<"GroupApproved">> = {}): GroupEvent =>
  said("GroupApproved", on, { leadSchoolId: lead, tightness: "TIGHT", kind: "GROUP", ...data });
export const renamed = (on: string, name: string): GroupEvent => said("GroupRenamed", on, { name });
export const suspended = (on: string): GroupEvent => said("GroupSuspended", on, { reason: "整改" });
export const resumed = (on: string): GroupEvent => said("GroupResumed", on);
export const dissolved = (on: string): GroupEvent => said("GroupDissolved", on, { reason: "期满" });
export const leadLost = (on: string): GroupEvent =>
  said("GroupLeadLost", on, { leadSchoolId: lead, because: "CLOSED" });
export const leadChanged = (on: string, leadSchoolId = member): GroupEvent =>
  said("GroupLeadChanged", on, {
    leadSchoolId,
    joins: true,
    formerLeadSchoolId: null,
    kind: "GROUP",
    tightness: "TIGHT",
  });

type Opening = Extract<SchoolEvent, { readonly type: "SchoolOpened" }>["data"];

const life = (id: string, data: Partial<Opening> = {}): SchoolEvent => ({
  type: "SchoolOpened",
  data: {
    schoolId: id,
    on: "2010-09-01",
    precision: "DAY",
    code: "2133000001",
    name: "示例小学",
    type: "211",
    ownership: "PUBLIC",
    urbanRural: "111",
    locatedIn: "330108",
    administeredBy: "330108",
    campuses: [
      { key: "1", name: "本部" },
      { key: "2", name: "东校区" },
    ],
    ...data,
  },
});

/** A school with two campuses that is open from 2010 on, unless more is said of it. */
export const openSchool = (id: string, ...more: readonly SchoolEvent[]) => knownSchool(id, life(id), ...more);

/** Dated events of the member's record. */
export const ofMember = saying<MembershipEvent, { readonly schoolId: string }>({ schoolId: member });
