import type { MembershipEvent } from "@lianxiao/events";
import { decide, fold, Refusal } from "@lianxiao/kernel";
import { array, assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { describe, test } from "vitest";
import { given } from "../../../test/spec.ts";
import type { GroupFact, SchoolFact } from "./facts.ts";
import { type JoinGroup, type MembershipCommand, membershipDecider } from "./membership.ts";

const schoolId = "a3bb189e-8bf9-5888-9912-ace4e6543002";
const groups = ["1", "2", "3"].map((digit) => `0f8fad5b-d9cb-5000-a000-00000000000${digit}`);
const [groupId = "", otherGroup = ""] = groups;

const group: GroupFact = {
  drafted: true,
  approvedOn: "2020-09-01",
  dissolvedOn: undefined,
  kind: "GROUP",
  tightness: "LOOSE",
  leadSchoolId: "the lead",
  region: "330108",
};
const school: SchoolFact = {
  openedOn: "2010-09-01",
  endedOn: undefined,
  administeredBy: "330108",
  campuses: ["1", "2"],
};

const stay = (data: Partial<Extract<MembershipEvent, { type: "SchoolJoinedGroup" }>["data"]> = {}) => ({
  schoolId,
  groupId,
  on: "2023-09-01",
  precision: "DAY" as const,
  kind: "GROUP" as const,
  role: "MEMBER" as const,
  tightness: "LOOSE" as const,
  campuses: null,
  ...data,
});
const joined = (data: Parameters<typeof stay>[0] = {}): MembershipEvent => ({
  type: "SchoolJoinedGroup",
  data: stay(data),
});
const left = (on: string, from = groupId): MembershipEvent => ({
  type: "SchoolLeftGroup",
  data: { schoolId, groupId: from, on, precision: "DAY" },
});
const join = (data: Partial<JoinGroup> = {}): MembershipCommand => ({
  type: "JoinGroup",
  data: { ...stay(data), group, school, dissolved: {}, ...data },
});
const leave = (on: string): MembershipCommand => ({
  type: "LeaveGroup",
  data: { schoolId, groupId, on, precision: "DAY" },
});

describe("joining a group", () => {
  test("a school joins an approved group", () => given(membershipDecider).when(join()).gives(joined()));
  test("a school may be in several loose groups", () =>
    given(membershipDecider, joined({ groupId: otherGroup }))
      .when(join())
      .gives(joined()));
  test("a school is in one tight group at a time", () =>
    given(membershipDecider, joined({ groupId: otherGroup, tightness: "TIGHT" }))
      .when(join({ tightness: "TIGHT" }))
      .refuses("ALREADY_IN_A_TIGHT_GROUP"));
  test("a tight stay that begins later stands in the way too", () =>
    given(membershipDecider, joined({ groupId: otherGroup, tightness: "TIGHT", on: "2025-09-01" }))
      .when(join({ tightness: "TIGHT" }))
      .refuses("ALREADY_IN_A_TIGHT_GROUP"));
  test("a school may leave one tight group and join another on the same day", () =>
    given(
      membershipDecider,
      joined({ groupId: otherGroup, tightness: "TIGHT", on: "2021-09-01" }),
      left("2023-09-01", otherGroup),
    )
      .when(join({ tightness: "TIGHT" }))
      .gives(joined({ tightness: "TIGHT" })));
  test("a tight group that was dissolved binds nobody", () =>
    given(membershipDecider, joined({ groupId: otherGroup, tightness: "TIGHT", on: "2021-09-01" }))
      .when(join({ tightness: "TIGHT", dissolved: { [otherGroup]: "2022-09-01" } }))
      .gives(joined({ tightness: "TIGHT" })));
  test("a member does not join again", () =>
    given(membershipDecider, joined())
      .when(join({ on: "2024-09-01" }))
      .refuses("ALREADY_MEMBER"));
  test("a draft cannot be joined", () =>
    given(membershipDecider)
      .when(join({ group: { ...group, approvedOn: undefined } }))
      .refuses("GROUP_NOT_APPROVED"));
  test("a group cannot be joined before its approval", () =>
    given(membershipDecider)
      .when(join({ on: "2020-08-31" }))
      .refuses("GROUP_NOT_APPROVED"));
  test("a dissolved group cannot be joined", () =>
    given(membershipDecider)
      .when(join({ group: { ...group, dissolvedOn: "2023-09-01" } }))
      .refuses("GROUP_ENDED"));
  test("a school that has ended cannot join", () =>
    given(membershipDecider)
      .when(join({ school: { ...school, endedOn: "2023-09-01" } }))
      .refuses("SCHOOL_NOT_IN_OPERATION"));
  test("only campuses of the school can join", () =>
    given(membershipDecider)
      .when(join({ campuses: ["1", "9"] }))
      .refuses("MEMBER_CAMPUS_UNKNOWN"));
  test("the lead school is not a member of its own group", () =>
    given(membershipDecider)
      .when(join({ group: { ...group, leadSchoolId: schoolId } }))
      .refuses("LEAD_CANNOT_JOIN"));
  test("only the lead school joins as the lead", () =>
    given(membershipDecider)
      .when(join({ role: "LEAD" }))
      .refuses("NOT_THE_LEAD"));
});

describe("leaving a group", () => {
  test("a member leaves", () => given(membershipDecider, joined()).when(leave("2024-09-01")).gives(left("2024-09-01")));
  test("who is no member cannot leave", () =>
    given(membershipDecider).when(leave("2024-09-01")).refuses("NOT_A_MEMBER"));
  test("nobody leaves on the day of joining or before", () =>
    given(membershipDecider, joined()).when(leave("2023-09-01")).refuses("NOT_A_MEMBER"));
  test("the lead school stays", () =>
    given(membershipDecider, joined({ role: "LEAD" }))
      .when(leave("2024-09-01"))
      .refuses("LEAD_CANNOT_LEAVE"));
});

const anyCommand = record({
  leave: boolean(),
  group: constantFrom(...groups),
  year: integer({ min: 2021, max: 2030 }),
  tight: boolean(),
});

test("no sequence of commands yields overlapping tight stays", () =>
  assert(
    property(array(anyCommand, { maxLength: 30 }), (commands) => {
      const events: MembershipEvent[] = [];
      for (const wanted of commands) {
        const on = `${wanted.year}-09-01`;
        const command: MembershipCommand = wanted.leave
          ? { type: "LeaveGroup", data: { schoolId, groupId: wanted.group, on, precision: "DAY" } }
          : join({ groupId: wanted.group, on, tightness: wanted.tight ? "TIGHT" : "LOOSE" });
        try {
          events.push(...decide(membershipDecider, fold(membershipDecider, events), command));
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }
      return overlapFree(tightPeriods(events));
    }),
    { numRuns: 500 },
  ));

type Period = { readonly groupId: string; readonly from: string; to: string };

/** Told from the events alone, by another way than the decider's. */
const tightPeriods = (events: readonly MembershipEvent[]): readonly Period[] => {
  const periods: Period[] = [];
  for (const { type, data } of events) {
    if (type === "SchoolJoinedGroup" && data.tightness === "TIGHT")
      periods.push({ groupId: data.groupId, from: data.on, to: "9999" });
    const open = periods.find((period) => period.groupId === data.groupId && period.to === "9999");
    if (type === "SchoolLeftGroup" && open) open.to = data.on;
  }
  return periods;
};

const overlapFree = (periods: readonly Period[]): boolean =>
  periods.every((one, index) =>
    periods.slice(index + 1).every((other) => one.to <= other.from || other.to <= one.from),
  );
