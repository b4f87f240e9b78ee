import type { GroupEvent, MembershipEvent, RecordOf, SchoolEvent } from "@lianxiao/events";
import type { Known } from "@lianxiao/service";
import { groupId, schoolId } from "../../../test/events.ts";
import { knownGroup, knownMembership, knownSchool, saying } from "../../../test/known.ts";
import type { MembershipReads } from "./membership.ts";

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
export const dissolved = (on: string, data: Partial<DataOf<"GroupDissolved">> = {}): GroupEvent =>
  said("GroupDissolved", on, { reason: "期满", ...data });
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

/** A school with two campuses, open from 2010 on, with more events if given. */
export const openSchool = (id: string, ...more: readonly SchoolEvent[]) => knownSchool(id, life(id), ...more);

const ofMember = saying<MembershipEvent, { readonly schoolId: string }>({ schoolId: member });

type StayOf<Type extends MembershipEvent["type"]> = Extract<MembershipEvent, { readonly type: Type }>["data"];

const terms = { kind: "GROUP", role: "MEMBER", tightness: "TIGHT", campuses: null } as const;

export const joined = (on: string, groupId = group, data: Partial<StayOf<"SchoolJoinedGroup">> = {}): MembershipEvent =>
  ofMember("SchoolJoinedGroup", on, { ...terms, groupId, ...data });
export const left = (on: string, groupId = group): MembershipEvent => ofMember("SchoolLeftGroup", on, { groupId });
export const proposed = (
  on: string,
  groupId = group,
  data: Partial<StayOf<"MembershipProposed">> = {},
): MembershipEvent => ofMember("MembershipProposed", on, { ...terms, by: "GROUP", groupId, ...data });
export const roleChanged = (on: string, role: "LEAD" | "CORE" | "MEMBER", groupId = group): MembershipEvent =>
  ofMember("MemberRoleChanged", on, { groupId, role });
export const proposalEnded = (proposal: string, groupId = group): MembershipEvent => ({
  type: "MembershipProposalEnded",
  data: { schoolId: member, groupId, proposal },
});

/** The subjects that the rules of memberships read: the school, three groups (the last a draft), its memberships. */
export const around = (
  history: readonly RecordOf<MembershipEvent>[],
  more: Partial<Known<MembershipReads>> = {},
): Known<MembershipReads> => ({
  itself: knownMembership(member, ...history),
  school: openSchool(member),
  groups: [1, 2, 3].map((n) =>
    knownGroup(
      groupId(n),
      drafted({ groupId: groupId(n) }),
      ...(n < 3 ? [approved("2020-09-01", { groupId: groupId(n) })] : []),
    ),
  ),
  ...more,
});
