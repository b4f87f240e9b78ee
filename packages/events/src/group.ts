import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { effective, GroupId, GroupKind, Name, Note, RegionCode, RegionId, SchoolId, Tightness } from "./vocabulary.ts";
import { enumOf } from "./words.ts";

const dated = { groupId: GroupId, ...effective };

/** Why a group lost its lead. */
const LeadLoss = enumOf(["原因", "Why"], {
  CLOSED: ["关停", "closed"],
  MERGED: ["并入他校", "was merged"],
  LEFT: ["退出集团", "left"],
});

const draft = {
  groupId: GroupId,
  name: Name,
  kind: GroupKind,
  tightness: Tightness,
  leadSchoolId: SchoolId,
  note: Note.optional(),
};

/**
 * The life of one group (集团): drafted → approved (active) ⇄ suspended → dissolved. Its members are not recorded here
 * but in the membership streams of the schools.
 */
export const group = catalogue("group", {
  GroupDrafted: event(z.strictObject({ ...draft, region: RegionCode }), [
    "申报{kind}“{name}”（{tightness}），牵头校{leadSchoolId}，归属{region}",
    "drafted as “{name}” ({kind}, {tightness}), led by {leadSchoolId}, of {region}",
  ]).became(z.strictObject({ ...draft, region: RegionId }), (first) => first),
  GroupApproved: event(
    z.strictObject({ ...dated, leadSchoolId: SchoolId, tightness: Tightness, kind: GroupKind.optional() }),
    [
      "获批准[为{kind}]，牵头校{leadSchoolId}（{tightness}）",
      "approved[ as {kind}], led by {leadSchoolId} ({tightness})",
    ],
  ),
  GroupRenamed: event(z.strictObject({ ...dated, name: Name }), ["更名为“{name}”", "renamed “{name}”"]),
  GroupSuspended: event(z.strictObject({ ...dated, reason: Note }), ["暂停", "suspended"]),
  GroupResumed: event(z.strictObject({ ...dated }), ["恢复运行", "resumed"]),
  /**
   * Another school leads from that day on (变更牵头校). `joins`: it was not a member. `formerLeadSchoolId`: the school
   * that led before and stays as a member; null if it is gone.
   */
  GroupLeadChanged: event(
    z.strictObject({
      ...dated,
      leadSchoolId: SchoolId,
      joins: z.boolean(),
      formerLeadSchoolId: SchoolId.nullable(),
      kind: GroupKind,
      tightness: Tightness,
    }),
    [
      "牵头校变更为{leadSchoolId}[，原牵头校{formerLeadSchoolId}转为成员]",
      "now led by {leadSchoolId}[; {formerLeadSchoolId}, which led before, stays as a member]",
    ],
  ),
  /** The lead closed, was merged away or left: the group waits for a new lead (待定牵头校). */
  GroupLeadLost: event(z.strictObject({ ...dated, leadSchoolId: SchoolId, because: LeadLoss }), [
    "牵头校{leadSchoolId}{because}，待定新牵头校",
    "waits for a new lead: {leadSchoolId} {because}",
  ]),
  GroupDissolved: event(z.strictObject({ ...dated, reason: Note }), ["解散", "dissolved"]),
});
export type GroupEvent = EventOf<typeof group>;
