import type { z } from "zod";
import { type GroupEvent, group } from "./group.ts";
import type { Meaning } from "./meaning.ts";
import type { GroupKind, Tightness } from "./vocabulary.ts";
import { enumOf } from "./words.ts";

/** 集团在某日的状态. */
export const GroupStatus = enumOf(["状态", "Status"], {
  DRAFT: ["已申报，未批准", "Drafted, not approved"],
  ACTIVE: ["运行中", "Active"],
  SUSPENDED: ["暂停", "Suspended"],
  WAITING_FOR_LEAD: [
    "待定牵头校：原牵头校已关停、并入他校或退出",
    "Waiting for a new lead: the former one closed, was merged or left",
  ],
  DISSOLVED: ["已解散", "Dissolved"],
});
export type GroupStatus = z.infer<typeof GroupStatus>;

type Group = {
  /** Derived from the decisions and events so far: a suspended group is SUSPENDED with or without a lead. */
  readonly status: GroupStatus;
  /** The first day of the status; undefined for a draft. */
  readonly since: string | undefined;
  readonly approved: boolean;
  readonly suspended: boolean;
  /** The lead is gone, and there is no new one yet. */
  readonly leaderless: boolean;
  readonly dissolved: boolean;
  readonly name: string;
  readonly kind: GroupKind;
  readonly tightness: Tightness;
  readonly leadSchoolId: string;
  readonly region: string;
};

/** A group on a day; undefined if it was not drafted. Drafting has no day. */
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

/** A bureau's decisions on a group, at most one a day. The loss of the lead is no decision and may fall on any day. */
const statuses: readonly GroupEvent["type"][] = ["GroupApproved", "GroupSuspended", "GroupResumed", "GroupDissolved"];

/** The meaning of a group's events. */
export const groupMeaning: Meaning<GroupState, GroupEvent> = {
  category: group.category,
  initial: undefined,
  on: ({ data }) => ("on" in data ? data.on : ""),
  // A second draft gets the refusal that the group exists, not SAID_ALREADY.
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
