import { type GroupEvent, group } from "./group.ts";
import type { Meaning } from "./meaning.ts";
import type { GroupKind, Tightness } from "./vocabulary.ts";

/** 起草、运行、暂停、待定牵头校、解散. */
export type GroupStatus = "DRAFT" | "ACTIVE" | "SUSPENDED" | "WAITING_FOR_LEAD" | "DISSOLVED";

type Group = {
  readonly status: GroupStatus;
  /** From when it has had this status; undefined for a draft. */
  readonly since: string | undefined;
  readonly name: string;
  readonly kind: GroupKind;
  readonly tightness: Tightness;
  readonly leadSchoolId: string;
  readonly region: string;
};

/** A group on a day; undefined before it was drafted, which has no day. */
export type GroupState = Group | undefined;

const now = (state: GroupState, status: GroupStatus, { on }: { readonly on: string }): GroupState =>
  state && { ...state, status, since: on };

/** What a bureau decides of a group, once a day. That the lead is gone is nobody's decision and may fall on any day. */
const statuses: readonly GroupEvent["type"][] = ["GroupApproved", "GroupSuspended", "GroupResumed", "GroupDissolved"];

/** What a group's record means, day by day. */
export const groupMeaning: Meaning<GroupState, GroupEvent> = {
  category: group.category,
  initial: undefined,
  on: ({ data }) => ("on" in data ? data.on : ""),
  // A second draft is no second saying of the day: it is told that the group exists.
  about: ({ type }) => (type === "GroupDrafted" ? undefined : statuses.includes(type) ? "status" : type),
  evolve: {
    GroupDrafted: (_state, { name, kind, tightness, leadSchoolId, region }) => ({
      status: "DRAFT",
      since: undefined,
      name,
      kind,
      tightness,
      leadSchoolId,
      region,
    }),
    GroupApproved: (state, { on, leadSchoolId, tightness }) =>
      state && { ...state, status: "ACTIVE", since: on, leadSchoolId, tightness },
    GroupRenamed: (state, { name }) => state && { ...state, name },
    GroupSuspended: (state, data) => now(state, "SUSPENDED", data),
    GroupResumed: (state, data) => now(state, "ACTIVE", data),
    GroupLeadLost: (state, data) => now(state, "WAITING_FOR_LEAD", data),
    GroupLeadChanged: (state, { on, leadSchoolId }) =>
      state && {
        ...state,
        leadSchoolId,
        ...(state.status === "WAITING_FOR_LEAD" && { status: "ACTIVE", since: on }),
      },
    GroupDissolved: (state, data) => now(state, "DISSOLVED", data),
  },
};
