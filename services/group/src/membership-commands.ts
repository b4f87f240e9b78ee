import {
  CampusKey,
  GroupId,
  MemberRole,
  type MembershipEvent,
  type MembershipState,
  NewDay,
  NewNote,
  Precision,
  type ProposedBy,
  Tightness,
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
  type Words,
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

/** A membership on the group's own terms where the body leaves them out; `by`: as a proposal that the other side answers. */
const membershipOn = (summary: Words, action: Action, by?: ProposedBy) =>
  route({
    summary,
    body: terms,
    action,
    targets: both,
    reads: ({ body }) => ({ group: groupOf(body.groupId) }),
    says: ({ id, body, known: { group } }): readonly MembershipEvent[] => {
      const { kind = "GROUP", tightness = "LOOSE" } = group.on(body.on) ?? group.latest ?? {};
      const data = { ...body, schoolId: id, kind, tightness: body.tightness ?? tightness };
      return [
        by === undefined ? { type: "SchoolJoinedGroup", data } : { type: "MembershipProposed", data: { ...data, by } },
      ];
    },
  });

/** The other side's yes: the school joins on the terms that were proposed. */
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
  says: ({ id, body, own }) => {
    const asLead = own.on(body.on).stays[body.groupId]?.role === "LEAD";
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
    "join-group": membershipOn(
      ["加入集团（主管部门决定）", "Join a group, as a bureau over both decides"],
      "join-group",
    ),
    "invite-school": membershipOn(["邀请学校加入集团", "Invite a school to a group"], "invite-school", "GROUP"),
    "request-membership": membershipOn(
      ["申请加入集团", "Request membership of a group"],
      "request-membership",
      "SCHOOL",
    ),
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
        // An event that is not recorded here is about no group: no id of one is the school's.
        return { school: aSchool(id), group: aGroup(recorded && "groupId" in recorded ? recorded.groupId : id) };
      },
    }),
  },
};
