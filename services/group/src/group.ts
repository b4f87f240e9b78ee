import { type GroupEvent, group } from "@lianxiao/events";
import { type Decider, Refusal, refusing } from "@lianxiao/kernel";
import type { Refusals } from "@lianxiao/service";
import type { SchoolFact } from "./facts.ts";

type DataOf<Type extends GroupEvent["type"]> = Extract<GroupEvent, { type: Type }>["data"];

/** The lead school on the day of approval; `tightGroup` is another tight group that it is in then. */
export type Lead = { readonly school: SchoolFact; readonly tightGroup: string | undefined };

export type GroupCommand =
  | { readonly type: "DraftGroup"; readonly data: DataOf<"GroupDrafted"> & { readonly lead: SchoolFact } }
  | {
      readonly type: "ApproveGroup";
      readonly data: Omit<DataOf<"GroupApproved">, "leadSchoolId" | "tightness"> & { readonly lead: Lead };
    }
  | { readonly type: "RenameGroup"; readonly data: DataOf<"GroupRenamed"> }
  | { readonly type: "SuspendGroup"; readonly data: DataOf<"GroupSuspended"> }
  | { readonly type: "ResumeGroup"; readonly data: DataOf<"GroupResumed"> }
  | { readonly type: "DissolveGroup"; readonly data: DataOf<"GroupDissolved"> };

export const groupRefusals = {
  GROUP_EXISTS: ["该集团已存在", "The group exists already"],
  GROUP_NOT_A_DRAFT: ["集团不在待批状态", "The group is not a draft"],
  GROUP_NOT_ACTIVE: ["集团不在运行状态", "The group is not active"],
  GROUP_NOT_SUSPENDED: ["集团未被暂停", "The group is not suspended"],
  GROUP_DISSOLVED: ["集团已解散", "The group is dissolved"],
  GROUP_CHANGED_LATER: ["早于集团上一次变更的日期", "The day is before the group's last change"],
  LEAD_SCHOOL_UNKNOWN: ["没有该牵头校", "There is no such lead school"],
  LEAD_SCHOOL_NOT_OPEN: ["牵头校当时未开办或已撤并", "The lead school was not open on that day"],
  LEAD_IN_A_TIGHT_GROUP: ["牵头校已在另一紧密型集团中", "The lead school is in another tight group"],
} as const satisfies Refusals;

const refuse = refusing(groupRefusals);

type Status = "DRAFT" | "ACTIVE" | "SUSPENDED" | "DISSOLVED";
type Group = {
  readonly status: Status;
  readonly since: string | undefined;
  readonly leadSchoolId: string;
  readonly tightness: DataOf<"GroupDrafted">["tightness"];
};
export type State = Group | undefined;

const now = (state: State, status: Status, { on }: { readonly on: string }): State =>
  state && { ...state, status, since: on };

/** The group in one of `wanted`, no change of it dated later. */
const standing = (
  state: State,
  wanted: { readonly in: readonly Status[]; readonly else: keyof typeof groupRefusals; readonly on: string },
): Group => {
  if (state?.status === "DISSOLVED") refuse("GROUP_DISSOLVED", { since: state.since });
  if (state === undefined || !wanted.in.includes(state.status))
    throw new Refusal(wanted.else, { status: state?.status });
  if (state.since !== undefined && wanted.on < state.since)
    refuse("GROUP_CHANGED_LATER", { on: wanted.on, since: state.since });
  return state;
};

const isOpen = ({ openedOn, endedOn }: SchoolFact, on: string): boolean =>
  openedOn !== undefined && on >= openedOn && (endedOn === undefined || on < endedOn);

/** 集团: drafted → active ⇄ suspended → dissolved, each from a day on. */
export const groupDecider: Decider<State, GroupCommand, GroupEvent> = {
  category: group.category,
  initial: undefined,
  evolve: {
    GroupDrafted: (_state, { leadSchoolId, tightness }) => ({
      status: "DRAFT",
      since: undefined,
      leadSchoolId,
      tightness,
    }),
    GroupApproved: (state, data) => now(state, "ACTIVE", data),
    GroupRenamed: (state) => state,
    GroupSuspended: (state, data) => now(state, "SUSPENDED", data),
    GroupResumed: (state, data) => now(state, "ACTIVE", data),
    GroupDissolved: (state, data) => now(state, "DISSOLVED", data),
  },
  decide: {
    DraftGroup: (state, { lead, ...data }) => {
      if (state !== undefined) refuse("GROUP_EXISTS", { groupId: data.groupId });
      if (lead.openedOn === undefined) refuse("LEAD_SCHOOL_UNKNOWN", { leadSchoolId: data.leadSchoolId });
      return [{ type: "GroupDrafted", data }];
    },
    ApproveGroup: (state, { lead, ...data }) => {
      const { leadSchoolId, tightness } = standing(state, { in: ["DRAFT"], else: "GROUP_NOT_A_DRAFT", on: data.on });
      if (!isOpen(lead.school, data.on)) refuse("LEAD_SCHOOL_NOT_OPEN", { leadSchoolId, on: data.on });
      if (tightness === "TIGHT" && lead.tightGroup !== undefined)
        refuse("LEAD_IN_A_TIGHT_GROUP", { leadSchoolId, groupId: lead.tightGroup });
      return [{ type: "GroupApproved", data: { ...data, leadSchoolId, tightness } }];
    },
    RenameGroup: (state, data) => {
      if (state === undefined || state.status === "DISSOLVED") refuse("GROUP_DISSOLVED", { groupId: data.groupId });
      return [{ type: "GroupRenamed", data }];
    },
    SuspendGroup: (state, data) => {
      standing(state, { in: ["ACTIVE"], else: "GROUP_NOT_ACTIVE", on: data.on });
      return [{ type: "GroupSuspended", data }];
    },
    ResumeGroup: (state, data) => {
      standing(state, { in: ["SUSPENDED"], else: "GROUP_NOT_SUSPENDED", on: data.on });
      return [{ type: "GroupResumed", data }];
    },
    DissolveGroup: (state, data) => {
      standing(state, { in: ["ACTIVE", "SUSPENDED"], else: "GROUP_NOT_ACTIVE", on: data.on });
      return [{ type: "GroupDissolved", data }];
    },
  },
};
