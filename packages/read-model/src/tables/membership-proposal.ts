import {
  type Fact,
  type GroupId,
  type GroupKind,
  type MemberRole,
  type MembershipEvent,
  membershipMeaning,
  type ProposedBy,
  type SchoolId,
  type Tightness,
} from "@lianxiao/events";
import { always } from "../period.ts";
import { day, optional, text, texts } from "../schema/column.ts";
import { timelineTable } from "../timeline/table.ts";

export type ProposalState = "WAITING" | "ACCEPTED" | "ENDED";

const states: { readonly [Type in MembershipEvent["type"]]?: ProposalState } = {
  SchoolJoinedGroup: "ACCEPTED",
  MembershipProposalEnded: "ENDED",
};

type Answered = { readonly state: ProposalState; readonly answer: string | null };

/** The state of a proposal after all records. */
const answered = (facts: readonly Fact<MembershipEvent>[], proposal: string): Answered => {
  const answer = facts.find(({ event: { data } }) => "proposal" in data && data.proposal === proposal);
  return { state: (answer && states[answer.event.type]) ?? "WAITING", answer: answer?.id ?? null };
};

/**
 * Invitations and requests, by the event that made them, with their outcome. A proposal has no day of its own: it stands
 * until it is answered, so that `valid` is all time, and `known` tells when it was which.
 */
export const membershipProposal = timelineTable({
  name: "membership_proposal",
  meaning: membershipMeaning,
  subject: ["school_id"],
  columns: {
    proposal: text(),
    school_id: text<SchoolId>(),
    group_id: text<GroupId>(),
    proposed_by: text<ProposedBy>(),
    // From when the school is to be a member.
    day: day(),
    kind: text<GroupKind>(),
    role: text<MemberRole>(),
    tightness: text<Tightness>(),
    // Null for the whole school.
    campuses: optional(texts()),
    state: text<ProposalState>(),
    // The event that accepted or ended it.
    answer: optional(text()),
  },
  indexes: [["proposal"]],
  scope: { either: [{ school: "school_id" }, { groupInCharge: "group_id" }] },
  rows: ({ id: schoolId, facts }) =>
    facts.flatMap(({ id, event: { type, data } }) => {
      if (type !== "MembershipProposed") return [];
      const { groupId, by, on, kind, role, tightness, campuses } = data;
      const terms = { kind, role, tightness, campuses };
      const sides = { proposal: id, school_id: schoolId, group_id: groupId, proposed_by: by };
      return [{ row: { ...sides, day: on, ...terms, ...answered(facts, id) }, ...always }];
    }),
});
