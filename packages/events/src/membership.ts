import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { CampusKey, Day, GroupId, GroupKind, MemberRole, Note, Precision, SchoolId, Tightness } from "./vocabulary.ts";
import { enumOf } from "./words.ts";

const dated = {
  schoolId: SchoolId,
  groupId: GroupId,
  on: Day,
  precision: Precision.default("DAY"),
  document: Note.optional(),
};

const terms = {
  kind: GroupKind,
  role: MemberRole,
  tightness: Tightness,
  /** The campuses that join; null for the whole school (全校加入). */
  campuses: z.array(CampusKey).min(1).nullable(),
  note: Note.optional(),
};

/** Which side proposes a membership; the other one accepts. */
export const ProposedBy = enumOf(["提出方", "Which side proposes"], {
  GROUP: ["集团邀请，由学校答复", "The group invites; the school answers"],
  SCHOOL: ["学校申请，由集团答复", "The school requests; the group answers"],
});
export type ProposedBy = z.infer<typeof ProposedBy>;

/**
 * A school's memberships (成员关系). The stream's subject is the school, so that the rule "one tight group at a time"
 * concerns a single stream.
 */
export const membership = catalogue("membership", {
  /** An invitation or request (邀请或申请加入): not binding until the other side accepts. */
  MembershipProposed: event(z.strictObject({ ...dated, ...terms, by: ProposedBy }), [
    "{schoolId}拟自{on}起以{role}加入{groupId}（{tightness}）[，参加校区：{campuses}]；{by}",
    "{schoolId} is to join {groupId} on {on} as {role} ({tightness})[, with campuses {campuses}]. {by}",
  ]),
  /** The other side declined, or the proposer withdrew. */
  MembershipProposalEnded: event(
    z.strictObject({ schoolId: SchoolId, groupId: GroupId, proposal: z.uuid(), reason: Note.optional() }),
    [
      "{schoolId}加入{groupId}的邀请或申请已谢绝或撤回",
      "the proposal that {schoolId} join {groupId} was declined or taken back",
    ],
  ),
  /** `proposal` is the accepted event; absent if a bureau over both ordered the membership. */
  SchoolJoinedGroup: event(z.strictObject({ ...dated, ...terms, proposal: z.uuid().optional() }), [
    "{schoolId}以{role}加入{groupId}（{tightness}）[，参加校区：{campuses}]",
    "{schoolId} joined {groupId} as {role} ({tightness})[, with campuses {campuses}]",
  ]),
  /** A change of role (变更成员角色). */
  MemberRoleChanged: event(z.strictObject({ ...dated, role: MemberRole }), [
    "{schoolId}在{groupId}的角色变更为{role}",
    "{schoolId} became {role} of {groupId}",
  ]),
  /** `asLead`: the school led the group, which waits for a new lead from then on. */
  SchoolLeftGroup: event(z.strictObject({ ...dated, reason: Note.optional(), asLead: z.boolean().optional() }), [
    "{schoolId}退出{groupId}",
    "{schoolId} left {groupId}",
  ]),
});
export type MembershipEvent = EventOf<typeof membership>;
