import { type MembershipEvent, type MembershipState, membership, membershipMeaning, type Stay } from "@lianxiao/events";
import { type Category, groupOf, membershipOf, type Refusals, schoolOf, when } from "@lianxiao/service";

export const membershipRefusals = {
  GROUP_NOT_APPROVED: [
    "集团尚未获批，或加入日期早于获批日期",
    "The group is not approved, or was approved after that day",
  ],
  GROUP_ENDED: ["集团当时已解散", "The group had been dissolved by that day"],
  SCHOOL_NOT_IN_OPERATION: ["学校当时未开办或已撤并", "The school was not open on that day"],
  MEMBER_CAMPUS_UNKNOWN: ["学校当时没有所列校区", "The school has no such campus on that day"],
  ALREADY_MEMBER: ["该校当时已是集团成员", "The school is in the group on that day already"],
  ALREADY_IN_A_TIGHT_GROUP: ["该校当时已在紧密型集团中", "The school is in a tight group on that day already"],
  ROLE_OF_THE_LEAD: [
    "牵头校的角色不能直接变更，请变更牵头校",
    "The lead's role does not change by itself; change the group's lead",
  ],
  LEAD_CANNOT_JOIN: ["牵头校不能以成员校身份加入本集团", "The lead school cannot join its own group as a member"],
  NOT_THE_LEAD: ["该校当时不是集团的牵头校", "The school is not the group's lead school on that day"],
  NOT_A_MEMBER: ["该校当时不是集团成员", "The school was not in the group on that day"],
  ALREADY_A_MEMBER: [
    "该校当时已是集团成员，无需邀请或申请",
    "The school is in the group then; nothing is to be proposed",
  ],
  ALREADY_PROPOSED: ["已有待答复的邀请或申请", "An invitation or request is waiting for an answer already"],
  PROPOSAL_UNKNOWN: ["没有待答复的邀请或申请", "There is no such invitation or request to answer"],
} as const satisfies Refusals;

export type MembershipReads = {
  readonly itself: ReturnType<typeof membershipOf>;
  readonly school: ReturnType<typeof schoolOf>;
  readonly groups: readonly ReturnType<typeof groupOf>[];
};

/** The open proposal between the school and the group. */
export const proposalTo = ({ proposals }: MembershipState, groupId: string): string | undefined =>
  Object.keys(proposals).find((id) => proposals[id]?.groupId === groupId);

const joining = ["SchoolJoinedGroup", "MembershipProposed"] as const;

/** The memberships (成员关系) of a school; periods are half-open, so that leaving and joining on one day do not overlap. */
export const membershipCategory: Category<MembershipState, MembershipEvent, MembershipReads> = {
  catalogue: membership,
  meaning: membershipMeaning,
  idOf: ({ data }) => data.schoolId,
  reads: ({ id, said, own }) => {
    const named = [...own.facts.map(({ event }) => event), ...said].map(({ data }) => data.groupId);
    return { itself: membershipOf(id), school: schoolOf(id), groups: [...new Set(named)].map(groupOf) };
  },
  always: {
    ALREADY_MEMBER: when(
      "SchoolJoinedGroup",
      (before, { schoolId, groupId }) => before.stays[groupId] && { schoolId, groupId },
    ),
    ALREADY_IN_A_TIGHT_GROUP: when("SchoolJoinedGroup", (before, { groupId, on, tightness }, { groups }) => {
      // A stay ends with its group, whether or not this was recorded.
      const lasts = (id: string) => groups.find((one) => one.id === id)?.on(on)?.status !== "DISSOLVED";
      const tight = Object.entries<Stay>(before.stays).find(
        ([id, stay]) => id !== groupId && stay.tightness === "TIGHT" && lasts(id),
      );
      return tightness === "TIGHT" && tight && { groupId: tight[0], since: tight[1].since };
    }),
    NOT_A_MEMBER: when(
      ["SchoolLeftGroup", "MemberRoleChanged"],
      (before, { schoolId, groupId, on }) => !before.stays[groupId] && { schoolId, groupId, on },
    ),
    PROPOSAL_UNKNOWN: when(
      ["MembershipProposalEnded", "SchoolJoinedGroup"],
      (before, { groupId, proposal }) =>
        proposal !== undefined && before.proposals[proposal]?.groupId !== groupId && { groupId, proposal },
    ),
  },
  now: {
    // Checked in the latest state: a proposal is also ended by the stay that it led to, which has a day.
    ALREADY_PROPOSED: when("MembershipProposed", (_before, { groupId }, { itself }) => {
      const proposal = proposalTo(itself.latest, groupId);
      return proposal && { groupId, proposal };
    }),
    ALREADY_A_MEMBER: when(
      "MembershipProposed",
      (_before, { schoolId, groupId, on }, { itself }) => itself.on(on).stays[groupId] && { schoolId, groupId },
    ),
    GROUP_NOT_APPROVED: when([...joining], (_before, { groupId, on }, { groups }) => {
      const group = groups.find(({ id }) => id === groupId);
      const status = group?.on(on)?.status ?? "DRAFT";
      const approved = group?.facts.find(({ event }) => event.type === "GroupApproved");
      return status === "DRAFT" && { groupId, approvedOn: approved?.on };
    }),
    GROUP_ENDED: when([...joining], (_before, { groupId, on }, { groups }) => {
      const state = groups.find(({ id }) => id === groupId)?.on(on);
      return state?.status === "DISSOLVED" && { groupId, dissolvedOn: state.since };
    }),
    SCHOOL_NOT_IN_OPERATION: when(
      [...joining],
      (_before, { schoolId, on }, { school }) => !school.on(on)?.open && { schoolId, on },
    ),
    MEMBER_CAMPUS_UNKNOWN: when([...joining], (_before, { schoolId, on, campuses }, { school }) => {
      const there = school.on(on)?.campuses ?? {};
      const unknown = campuses?.find((key) => !Object.hasOwn(there, key));
      return unknown !== undefined && { schoolId, key: unknown };
    }),
    NOT_THE_LEAD: when([...joining], (_before, { schoolId, groupId, on, role }, { groups }) => {
      const lead = groups.find(({ id }) => id === groupId)?.on(on)?.leadSchoolId;
      return role === "LEAD" && lead !== schoolId && { schoolId, groupId };
    }),
    // A change of the group's lead mirrors the former lead's role here; the rules of new facts do not apply to it.
    ROLE_OF_THE_LEAD: when(
      "MemberRoleChanged",
      (before, { schoolId, groupId }) => before.stays[groupId]?.role === "LEAD" && { schoolId, groupId },
    ),
    LEAD_CANNOT_JOIN: when([...joining], (_before, { schoolId, groupId, on, role }, { groups }) => {
      const lead = groups.find(({ id }) => id === groupId)?.on(on)?.leadSchoolId;
      return role !== "LEAD" && lead === schoolId && { schoolId, groupId };
    }),
  },
  refusals: membershipRefusals,
  // In the first logs, a lead's membership was recorded by a command of its own, after the approval.
  holds: (own, { type, data }) => type === "SchoolJoinedGroup" && own.on(data.on).stays[data.groupId]?.role === "LEAD",
  mirrors: ({ type, data }) => {
    if (type !== "SchoolLeftGroup" || !data.asLead) return [];
    const { schoolId: leadSchoolId, groupId, on, precision } = data;
    return [
      {
        category: "group",
        id: groupId,
        event: { type: "GroupLeadLost", data: { groupId, on, precision, leadSchoolId, because: "LEFT" } },
      },
    ];
  },
};
