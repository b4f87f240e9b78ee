import {
  type Day,
  type Fact,
  type GroupId,
  type GroupKind,
  type MemberRole,
  type MembershipEvent,
  type MembershipState,
  membershipMeaning,
  type ProposedBy,
  type SchoolId,
  type Tightness,
} from "@lianxiao/events";
import { always } from "../period.ts";
import { timelineTable } from "../timeline/table.ts";

export type ProposalState = "WAITING" | "ACCEPTED" | "ENDED";

type MembershipProposalRow = {
  readonly proposal: string;
  readonly school_id: SchoolId;
  readonly group_id: GroupId;
  readonly proposed_by: ProposedBy;
  readonly day: Day;
  readonly kind: GroupKind;
  readonly role: MemberRole;
  readonly tightness: Tightness;
  readonly campuses: readonly string[] | null;
  readonly state: ProposalState;
  readonly answer: string | null;
};

const states: { readonly [Type in MembershipEvent["type"]]?: ProposalState } = {
  SchoolJoinedGroup: "ACCEPTED",
  MembershipProposalEnded: "ENDED",
};

type Answered = Pick<MembershipProposalRow, "state" | "answer">;

/** The state of a proposal after all records. */
const answered = (facts: readonly Fact<MembershipEvent>[], proposal: string): Answered => {
  const answer = facts.find(({ event: { data } }) => "proposal" in data && data.proposal === proposal);
  return { state: (answer && states[answer.event.type]) ?? "WAITING", answer: answer?.id ?? null };
};

/** Proposals between a school and groups, with their outcome. */
export const membershipProposal = timelineTable<MembershipState, MembershipEvent, MembershipProposalRow>({
  name: "membership_proposal",
  meaning: membershipMeaning,
  subject: "school_id",
  rows: ({ id: schoolId, facts }) =>
    facts.flatMap(({ id, event: { type, data } }) => {
      if (type !== "MembershipProposed") return [];
      const { groupId, by, on, kind, role, tightness, campuses } = data;
      const terms = { kind, role, tightness, campuses };
      const sides = { proposal: id, school_id: schoolId, group_id: groupId, proposed_by: by };
      return [{ row: { ...sides, day: on, ...terms, ...answered(facts, id) }, ...always }];
    }),
});
