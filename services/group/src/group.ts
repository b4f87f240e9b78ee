import { type GroupEvent, type GroupState, type GroupStatus, group, groupMeaning } from "@lianxiao/events";
import { type Category, type Mirror, type Refusals, schoolOf, when } from "@lianxiao/service";

export const groupRefusals = {
  GROUP_EXISTS: ["该集团已存在", "The group exists already"],
  GROUP_NOT_A_DRAFT: ["集团不在待批状态", "The group is not a draft"],
  GROUP_NOT_ACTIVE: ["集团当时不在运行状态", "The group is not active on that day"],
  GROUP_NOT_SUSPENDED: ["集团当时未被暂停", "The group is not suspended on that day"],
  GROUP_DISSOLVED: ["集团当时已解散", "The group had been dissolved by that day"],
  LEADS_ALREADY: ["该校已是牵头校", "The school leads the group already"],
  LEAD_SCHOOL_NOT_OPEN: ["牵头校当时未开办或已撤并", "The lead school was not open on that day"],
} as const satisfies Refusals;

/** The statuses in which each change is possible; a dissolved group cannot be changed. */
const possible = {
  GroupApproved: ["DRAFT"],
  GroupRenamed: ["ACTIVE", "SUSPENDED", "WAITING_FOR_LEAD"],
  GroupSuspended: ["ACTIVE", "WAITING_FOR_LEAD"],
  GroupResumed: ["SUSPENDED"],
  GroupLeadChanged: ["ACTIVE", "SUSPENDED", "WAITING_FOR_LEAD"],
  GroupLeadLost: ["ACTIVE", "SUSPENDED", "WAITING_FOR_LEAD"],
  GroupDissolved: ["ACTIVE", "SUSPENDED", "WAITING_FOR_LEAD"],
} as const satisfies Partial<Readonly<Record<GroupEvent["type"], readonly GroupStatus[]>>>;

const codes = {
  GroupApproved: "GROUP_NOT_A_DRAFT",
  GroupResumed: "GROUP_NOT_SUSPENDED",
} as const satisfies Partial<Readonly<Record<GroupEvent["type"], keyof typeof groupRefusals>>>;

/** The group's status on that day, if it rules out the change with this code. */
const unless =
  (code: keyof typeof groupRefusals) =>
  (before: GroupState, { event: { type } }: { readonly event: GroupEvent }) => {
    if (type === "GroupDrafted" || before?.status === "DISSOLVED") return false;
    const told = type in codes ? codes[type as keyof typeof codes] : "GROUP_NOT_ACTIVE";
    const statuses: readonly GroupStatus[] = possible[type];
    return told === code && (before === undefined || !statuses.includes(before.status)) && { status: before?.status };
  };

const leads = ["GroupApproved", "GroupLeadChanged"] as const;

type Data<Type extends GroupEvent["type"]> = Extract<GroupEvent, { type: Type }>["data"];

/** The mirrored event in the lead's memberships, whose rules decide whether it may lead (one tight group at a time). */
const joins = (data: Data<"GroupApproved"> | Data<"GroupLeadChanged">): Mirror => {
  const { groupId, leadSchoolId: schoolId, on, precision, document, tightness, kind = "GROUP" } = data;
  const dated = { schoolId, groupId, on, precision, ...(document !== undefined && { document }) };
  return {
    category: "membership",
    id: schoolId,
    event: {
      type: "SchoolJoinedGroup",
      data: { ...dated, kind, role: "LEAD", tightness, campuses: null },
    },
  };
};

const roleOf = (data: Data<"GroupLeadChanged">, schoolId: string, role: "LEAD" | "MEMBER"): Mirror => {
  const { groupId, on, precision } = data;
  return {
    category: "membership",
    id: schoolId,
    event: { type: "MemberRoleChanged", data: { schoolId, groupId, on, precision, role } },
  };
};

export type GroupReads = { readonly leads: readonly ReturnType<typeof schoolOf>[] };

/** Groups (集团): drafted → active ⇄ suspended → dissolved, each from a day on; waiting for a lead after losing it. */
export const groupCategory: Category<GroupState, GroupEvent, GroupReads> = {
  catalogue: group,
  meaning: groupMeaning,
  idOf: ({ data }) => data.groupId,
  reads: ({ said }) => ({
    leads: said.flatMap(({ type, data }) =>
      type === "GroupApproved" || type === "GroupLeadChanged" ? [schoolOf(data.leadSchoolId)] : [],
    ),
  }),
  always: {
    GROUP_EXISTS: when("GroupDrafted", (before, { groupId }) => before && { groupId }),
    GROUP_DISSOLVED: (before) => before?.status === "DISSOLVED" && { since: before.since },
    GROUP_NOT_A_DRAFT: unless("GROUP_NOT_A_DRAFT"),
    GROUP_NOT_ACTIVE: unless("GROUP_NOT_ACTIVE"),
    GROUP_NOT_SUSPENDED: unless("GROUP_NOT_SUSPENDED"),
    LEADS_ALREADY: when(
      "GroupLeadChanged",
      (before, { leadSchoolId }) => !before?.leaderless && before?.leadSchoolId === leadSchoolId && { leadSchoolId },
    ),
  },
  now: {
    LEAD_SCHOOL_NOT_OPEN: when([...leads], (_before, { leadSchoolId, on }, known) => {
      const lead = known.leads.find(({ id }) => id === leadSchoolId);
      return !lead?.on(on)?.open && { leadSchoolId, on };
    }),
  },
  refusals: groupRefusals,
  mirrors: ({ type, data }) => {
    if (type === "GroupApproved") return [joins(data)];
    if (type !== "GroupLeadChanged") return [];
    const { leadSchoolId, formerLeadSchoolId } = data;
    return [
      data.joins ? joins(data) : roleOf(data, leadSchoolId, "LEAD"),
      ...(formerLeadSchoolId === null ? [] : [roleOf(data, formerLeadSchoolId, "MEMBER")]),
    ];
  },
};
