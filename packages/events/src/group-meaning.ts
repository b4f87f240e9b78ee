import { type GroupEvent, group } from "./group.ts";
import type { Meaning } from "./meaning.ts";
import type { GroupKind, Tightness } from "./vocabulary.ts";

/** 起草、运行、暂停、待定牵头校、解散. */
export type GroupStatus = "DRAFT" | "ACTIVE" | "SUSPENDED" | "WAITING_FOR_LEAD" | "DISSOLVED";

type Group = {
  /** Derived from the flags below: a suspended group is SUSPENDED whether or not it has a lead. */
  readonly status: GroupStatus;
  /** The day from which it has had this status; undefined for a draft. */
  readonly since: string | undefined;
  readonly approved: boolean;
  readonly suspended: boolean;
  /** The lead is gone and there is no new lead yet. */
  readonly leaderless: boolean;
  readonly dissolved: boolean;
  readonly name: string;
  readonly kind: GroupKind;
  readonly tightness: Tightness;
  readonly leadSchoolId: string;
  readonly region: string;
};

/** The state of a group on a day; undefined if it was never drafted. A draft has no date. */
export type GroupState = Group | undefined;

type Standing = Pick<Group, "approved" | "suspended" | "leaderless" | "dissolved">;

const statusOf = ({ approved, suspended, leaderless, dissolved }: Standing): GroupStatus => {
  if (dissolved) return "DISSOLVED";
  if (!approved) return "DRAFT";
  if (suspended) return "SUSPENDED";
  return leaderless ? "WAITING_FOR_LEAD" : "ACTIVE";
};

const standing = (state: GroupState, on: string, change: Partial<Group>): GroupState => {
  if (state === undefined) return undefined;
  const changed = { ...state, ...change };
  const status = statusOf(changed);
  return { ...changed, status, since: status === state.status ? state.since : on };
};

/**
 * Decisions of a bureau, of which there may be one a day. Losing the lead is not a decision and may happen on the same
 * day.
 */
const statuses: readonly GroupEvent["type"][] = ["GroupApproved", "GroupSuspended", "GroupResumed", "GroupDissolved"];

/** How a group's events fold into its state. */
export const groupMeaning: Meaning<GroupState, GroupEvent> = {
  category: group.category,
  initial: undefined,
  on: ({ data }) => ("on" in data ? data.on : ""),
  // A second draft must be refused as GROUP_EXISTS, not as SAID_ALREADY.
  about: ({ type }) => (type === "GroupDrafted" ? undefined : statuses.includes(type) ? "status" : type),
  evolve: {
    GroupDrafted: (_state, { name, kind, tightness, leadSchoolId, region }) => ({
      status: "DRAFT",
      since: undefined,
      approved: false,
      suspended: false,
      leaderless: false,
      dissolved: false,
      name,
      kind,
      tightness,
      leadSchoolId,
      region,
    }),
    GroupApproved: (state, { on, leadSchoolId, tightness }) =>
      standing(state, on, { approved: true, leadSchoolId, tightness }),
    GroupRenamed: (state, { name }) => state && { ...state, name },
    GroupSuspended: (state, { on }) => standing(state, on, { suspended: true }),
    GroupResumed: (state, { on }) => standing(state, on, { suspended: false }),
    GroupLeadLost: (state, { on }) => standing(state, on, { leaderless: true }),
    GroupLeadChanged: (state, { on, leadSchoolId }) => standing(state, on, { leadSchoolId, leaderless: false }),
    GroupDissolved: (state, { on }) => standing(state, on, { dissolved: true }),
  },
};
