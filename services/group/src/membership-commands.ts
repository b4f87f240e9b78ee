import {
  CampusKey,
  type Entry,
  endOf,
  factsOf,
  GroupId,
  type GroupState,
  MemberRole,
  type MembershipEvent,
  type MembershipState,
  membershipMeaning,
  NewDay,
  NewNote,
  onlyWith,
  Precision,
  type ProposedBy,
  period,
  spansOf,
  stateOn,
  Tightness,
  Until,
  type Words,
} from "@lianxiao/events";
import { Refusal } from "@lianxiao/kernel";
import {
  type Action,
  aGroup,
  aSchool,
  type CommandTable,
  correctionRoutes,
  groupOf,
  routesOf,
  type Timeline,
} from "@lianxiao/service";
import { z } from "zod";
import { type MembershipReads, membershipCategory, proposalTo } from "./membership.ts";

const route = routesOf(membershipCategory);

const dated = { on: NewDay, precision: Precision.default("DAY"), document: NewNote.optional() };
const terms = z.strictObject({
  groupId: GroupId,
  ...dated,
  role: MemberRole.default("MEMBER"),
  tightness: Tightness.optional().meta({ description: "缺省同集团。The group's own when it is left out." }),
  campuses: z.array(CampusKey).min(1).max(50).nullable().default(null),
  note: NewNote.optional(),
});

const both = ({ id, body }: { readonly id: string; readonly body: { readonly groupId: string } }) => ({
  school: aSchool(id),
  group: aGroup(body.groupId),
});

/** The terms of joining; those that the body leaves out are the group's. */
const onTermsOf = <Body extends z.infer<typeof terms>>(group: Timeline<GroupState>, body: Body) => {
  const { kind = "GROUP", tightness = "LOOSE" } = group.on(body.on) ?? group.latest ?? {};
  return { ...body, kind, tightness: body.tightness ?? tightness };
};

const joinGroup = route({
  summary: [
    "加入集团（主管部门决定）；until 为补录已结束的成员关系",
    "Join a group, as a bureau over both decides; with `until` a stay that was missed and has ended",
  ],
  body: onlyWith(period(terms.extend({ until: Until, reason: NewNote.optional() })), "reason", "until"),
  action: "join-group",
  targets: both,
  reads: ({ body }) => ({ group: groupOf(body.groupId) }),
  says: ({ id: schoolId, body, own, commandId, known: { group } }): readonly MembershipEvent[] => {
    const { until, reason, ...said } = body;
    const data = { ...onTermsOf(group, said), schoolId };
    const joined = { type: "SchoolJoinedGroup", data } as const;
    const { groupId } = data;
    return [
      joined,
      ...endOf({ ...said, until }).map((dated) => {
        const entries = [...own.entries, { id: commandId, event: joined }];
        const asLead = leadsBefore(dated.on, { schoolId, group, entries });
        const left = {
          ...dated,
          schoolId,
          groupId,
          ...(reason !== undefined && { reason }),
          ...(asLead && { asLead }),
        };
        return { type: "SchoolLeftGroup", data: left } as const;
      }),
    ];
  },
});

/** Proposes a membership to the other side. */
const proposal = (summary: Words, action: Action, by: ProposedBy) =>
  route({
    summary,
    body: terms,
    action,
    targets: both,
    reads: ({ body }) => ({ group: groupOf(body.groupId) }),
    says: ({ id, body, known: { group } }) => [
      { type: "MembershipProposed", data: { ...onTermsOf(group, body), schoolId: id, by } },
    ],
  });

/** Accepts a proposal of the other side: the school joins on the proposed terms. */
const accept = (summary: Words, action: Action, by: ProposedBy) =>
  route({
    summary,
    body: z.strictObject({ groupId: GroupId, document: NewNote.optional() }),
    action,
    targets: both,
    proposer: ({ body, own, history }) => {
      const proposal = proposalTo(own.latest, body.groupId);
      const actor = history.find(({ id }) => id === proposal)?.metadata["actor"];
      return typeof actor === "object" && actor !== null && "subject" in actor ? String(actor.subject) : undefined;
    },
    says: ({ id, body: { groupId, document }, own }) => {
      const proposal = proposalTo(own.latest, groupId);
      const recorded = own.facts.find((fact) => fact.id === proposal);
      if (recorded?.event.type !== "MembershipProposed" || recorded.event.data.by !== by)
        throw new Refusal("PROPOSAL_UNKNOWN", { groupId });
      const { by: _by, ...data } = recorded.event.data;
      return [
        {
          type: "SchoolJoinedGroup",
          data: { ...data, schoolId: id, proposal: recorded.id, ...(document !== undefined && { document }) },
        },
      ];
    },
  });

type Leaving = {
  readonly schoolId: string;
  readonly group: Timeline<GroupState>;
  readonly entries: readonly Entry<MembershipEvent>[];
};

/** Whether the school led the group on the day before, according to its own stream and to the group's. */
const leadsBefore = (day: string, { schoolId, group, entries }: Leaving): boolean => {
  const spans = spansOf(membershipMeaning, factsOf(membershipMeaning, entries)).filter(({ from }) => from < day);
  return stateOn(spans, day).stays[group.id]?.role === "LEAD" && group.on(day)?.leadSchoolId === schoolId;
};

const endProposal = route({
  summary: ["谢绝或撤回邀请、申请", "Decline or take back an invitation or request"],
  body: z.strictObject({ groupId: GroupId, reason: NewNote.optional() }),
  action: "end-proposal",
  targets: both,
  says: ({ id, body, own }) => {
    const proposal = proposalTo(own.latest, body.groupId);
    if (proposal === undefined) throw new Refusal("PROPOSAL_UNKNOWN", { groupId: body.groupId });
    return [{ type: "MembershipProposalEnded", data: { ...body, schoolId: id, proposal } }];
  },
});

const leaveGroup = route({
  summary: ["退出集团", "Leave a group"],
  body: z.strictObject({ groupId: GroupId, ...dated, reason: NewNote.optional() }),
  action: "leave-group",
  targets: both,
  reads: ({ body }) => ({ group: groupOf(body.groupId) }),
  says: ({ id, body, own, known: { group } }) => {
    const asLead = leadsBefore(body.on, { schoolId: id, group, entries: own.entries });
    return [{ type: "SchoolLeftGroup", data: { ...body, schoolId: id, ...(asLead && { asLead }) } }];
  },
});

const changeRole = route({
  summary: ["变更成员角色", "Change a member's role"],
  body: z.strictObject({ groupId: GroupId, ...dated, role: z.enum(["CORE", "MEMBER"]) }),
  action: "change-role",
  targets: both,
  says: ({ id, body }) => [{ type: "MemberRoleChanged", data: { ...body, schoolId: id } }],
});

export const membershipTable: CommandTable<MembershipState, MembershipEvent, MembershipReads> = {
  category: membershipCategory,
  title: ["成员关系", "Memberships"],
  routes: {
    "join-group": joinGroup,
    "invite-school": proposal(["邀请学校加入集团", "Invite a school to a group"], "invite-school", "GROUP"),
    "request-membership": proposal(["申请加入集团", "Request membership of a group"], "request-membership", "SCHOOL"),
    "accept-invitation": accept(["接受邀请", "Accept an invitation"], "accept-invitation", "GROUP"),
    "accept-request": accept(["同意申请", "Accept a request"], "accept-request", "SCHOOL"),
    "end-proposal": endProposal,
    "leave-group": leaveGroup,
    "change-role": changeRole,
    ...correctionRoutes(membershipCategory, {
      action: "correct-membership",
      withdrawal: "withdraw-membership",
      targets: ({ id, body, own }) => {
        const recorded = own.entries.find((entry) => entry.id === body.event)?.event.data;
        // An unknown event has no group. The school's id is not the id of any group.
        return { school: aSchool(id), group: aGroup(recorded && "groupId" in recorded ? recorded.groupId : id) };
      },
    }),
  },
};
