import { type MembershipEvent, membership } from "@lianxiao/events";
import { type Decider, Refusal, refusing } from "@lianxiao/kernel";
import type { Refusals } from "@lianxiao/service";
import type { GroupFact, SchoolFact } from "./facts.ts";

type DataOf<Type extends MembershipEvent["type"]> = Extract<MembershipEvent, { type: Type }>["data"];

/** `dissolved`: the school's other tight groups that have been dissolved, with the day; a stay there ended with them. */
export type JoinGroup = DataOf<"SchoolJoinedGroup"> & {
  readonly group: GroupFact;
  readonly school: SchoolFact;
  readonly dissolved: Readonly<Record<string, string>>;
};

export type MembershipCommand =
  | { readonly type: "JoinGroup"; readonly data: JoinGroup }
  | { readonly type: "LeaveGroup"; readonly data: DataOf<"SchoolLeftGroup"> };

export const membershipRefusals = {
  GROUP_NOT_APPROVED: [
    "集团尚未获批，或加入日期早于获批日期",
    "The group is not approved, or was approved after that day",
  ],
  GROUP_ENDED: ["集团当时已解散", "The group had been dissolved by that day"],
  SCHOOL_NOT_IN_OPERATION: ["学校当时未开办或已撤并", "The school was not open on that day"],
  MEMBER_CAMPUS_UNKNOWN: ["学校没有所列校区", "The school has no such campus"],
  ALREADY_MEMBER: ["该校已是集团成员", "The school is in the group already"],
  ALREADY_IN_A_TIGHT_GROUP: ["该校已在紧密型集团中", "The school is in a tight group already"],
  LEAD_CANNOT_JOIN: ["牵头校不能以成员校身份加入本集团", "The lead school cannot join its own group as a member"],
  NOT_THE_LEAD: ["该校不是集团的牵头校", "The school is not the group's lead school"],
  NOT_A_MEMBER: ["该校当时不是集团成员", "The school was not in the group on that day"],
  LEAD_CANNOT_LEAVE: ["牵头校不能退出本集团", "The lead school cannot leave its own group"],
} as const satisfies Refusals;

const refuse = refusing(membershipRefusals);

type Stay = {
  readonly groupId: string;
  readonly from: string;
  readonly to: string | undefined;
  readonly tight: boolean;
  readonly lead: boolean;
};
export type State = readonly Stay[];

const lasting = (stay: Stay, on: string): boolean => stay.to === undefined || stay.to > on;

/** 成员关系 of one school; periods are half-open, so leaving and joining on one day touch and do not overlap. */
export const membershipDecider: Decider<State, MembershipCommand, MembershipEvent> = {
  category: membership.category,
  initial: [],
  evolve: {
    SchoolJoinedGroup: (stays, { groupId, on, tightness, role }) => [
      ...stays,
      { groupId, from: on, to: undefined, tight: tightness === "TIGHT", lead: role === "LEAD" },
    ],
    SchoolLeftGroup: (stays, { groupId, on }) =>
      stays.map((stay) => (stay.groupId === groupId && stay.to === undefined ? { ...stay, to: on } : stay)),
  },
  decide: {
    JoinGroup: (stays, { group, school, dissolved, ...data }) => {
      const { schoolId, groupId, on, role, tightness, campuses } = data;
      if (group.approvedOn === undefined || on < group.approvedOn)
        refuse("GROUP_NOT_APPROVED", { groupId, approvedOn: group.approvedOn });
      if (group.dissolvedOn !== undefined && on >= group.dissolvedOn)
        refuse("GROUP_ENDED", { groupId, dissolvedOn: group.dissolvedOn });
      if (
        school.openedOn === undefined ||
        on < school.openedOn ||
        (school.endedOn !== undefined && on >= school.endedOn)
      )
        refuse("SCHOOL_NOT_IN_OPERATION", { schoolId, on });
      const unknown = campuses?.find((key) => !school.campuses.includes(key));
      if (unknown !== undefined) refuse("MEMBER_CAMPUS_UNKNOWN", { schoolId, key: unknown });
      if (role === "LEAD" && group.leadSchoolId !== schoolId) refuse("NOT_THE_LEAD", { schoolId, groupId });
      if (role !== "LEAD" && group.leadSchoolId === schoolId) refuse("LEAD_CANNOT_JOIN", { schoolId, groupId });
      const ended = stays.map((stay) => ({ ...stay, to: earlier(stay.to, dissolved[stay.groupId]) }));
      if (ended.some((stay) => stay.groupId === groupId && lasting(stay, on)))
        refuse("ALREADY_MEMBER", { schoolId, groupId });
      const tight = ended.find((stay) => stay.tight && lasting(stay, on));
      if (tightness === "TIGHT" && tight)
        refuse("ALREADY_IN_A_TIGHT_GROUP", { schoolId, groupId: tight.groupId, since: tight.from });
      return [{ type: "SchoolJoinedGroup", data }];
    },
    LeaveGroup: (stays, data) => {
      const { schoolId, groupId, on } = data;
      const stay = stays.find((candidate) => candidate.groupId === groupId && candidate.to === undefined);
      if (stay === undefined || on <= stay.from) throw new Refusal("NOT_A_MEMBER", { schoolId, groupId, on });
      if (stay.lead) refuse("LEAD_CANNOT_LEAVE", { schoolId, groupId });
      return [{ type: "SchoolLeftGroup", data }];
    },
  },
};

const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one !== undefined && other !== undefined ? (one < other ? one : other) : (one ?? other);
