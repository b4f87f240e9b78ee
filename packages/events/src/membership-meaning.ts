import type { Meaning } from "./meaning.ts";
import { type MembershipEvent, membership, type ProposedBy } from "./membership.ts";
import type { GroupKind, MemberRole, Tightness } from "./vocabulary.ts";

type Terms = {
  readonly kind: GroupKind;
  readonly role: MemberRole;
  readonly tightness: Tightness;
  readonly campuses: readonly string[] | null;
};

/** A school's stay in a group; `campuses` is null for the whole school. */
export type Stay = Terms & { readonly since: string };

/** An unanswered invitation or request. */
export type Proposal = Terms & { readonly groupId: string; readonly on: string; readonly by: ProposedBy };

/**
 * A school's stays on a day, by group, and its open proposals, by event id. A proposal has no date and stays open until
 * it is answered.
 */
export type MembershipState = {
  readonly stays: Readonly<Record<string, Stay>>;
  readonly proposals: Readonly<Record<string, Proposal>>;
};

const without = <T>(entries: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> => {
  const { [key]: _removed, ...others } = entries;
  return others;
};

const undated: readonly MembershipEvent["type"][] = ["MembershipProposed", "MembershipProposalEnded"];

/** How a school's membership events fold into its state. Leaving takes effect before joining. */
export const membershipMeaning: Meaning<MembershipState, MembershipEvent> = {
  category: membership.category,
  initial: { stays: {}, proposals: {} },
  on: ({ type, data }) => (undated.includes(type) || !("on" in data) ? "" : data.on),
  about: ({ type, data }) => (undated.includes(type) ? undefined : `${type} ${data.groupId}`),
  evolve: {
    MembershipProposed: ({ stays, proposals }, { groupId, on, by, kind, role, tightness, campuses }, { id }) => ({
      stays,
      proposals: { ...proposals, [id]: { groupId, on, by, kind, role, tightness, campuses } },
    }),
    MembershipProposalEnded: ({ stays, proposals }, { proposal }) => ({
      stays,
      proposals: without(proposals, proposal),
    }),
    SchoolLeftGroup: ({ stays, proposals }, { groupId }) => ({ stays: without(stays, groupId), proposals }),
    SchoolJoinedGroup: ({ stays, proposals }, { groupId, on, kind, role, tightness, campuses, proposal }) => ({
      stays: { ...stays, [groupId]: { since: on, kind, role, tightness, campuses } },
      // Only the joining that accepts a proposal ends it; another stay in the same group is unrelated to it.
      proposals: proposal === undefined ? proposals : without(proposals, proposal),
    }),
    MemberRoleChanged: ({ stays, proposals }, { groupId, role }) => {
      const stay = stays[groupId];
      return { stays: stay ? { ...stays, [groupId]: { ...stay, role } } : stays, proposals };
    },
  },
};
