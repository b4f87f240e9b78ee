import type { GroupEvent } from "@lianxiao/events";
import { describe, test } from "vitest";
import { given } from "../../../test/spec.ts";
import { type GroupCommand, groupDecider, type Lead } from "./group.ts";

const groupId = "0f8fad5b-d9cb-5000-a000-000000000001";
const leadSchoolId = "a3bb189e-8bf9-5888-9912-ace4e6543002";
const at = (on: string) => ({ groupId, on, precision: "DAY" as const });
const lead: Lead = {
  school: { openedOn: "2010-09-01", endedOn: undefined, administeredBy: "330108", campuses: ["1"] },
  tightGroup: undefined,
};

const draft = { groupId, name: "示例集团", kind: "GROUP", tightness: "TIGHT", leadSchoolId, region: "330108" } as const;
const drafted: GroupEvent = { type: "GroupDrafted", data: draft };
const approved: GroupEvent = { type: "GroupApproved", data: { ...at("2020-09-01"), leadSchoolId, tightness: "TIGHT" } };
const suspended: GroupEvent = { type: "GroupSuspended", data: { ...at("2022-03-01"), reason: "整改" } };
const resumed: GroupEvent = { type: "GroupResumed", data: at("2022-09-01") };
const dissolved: GroupEvent = { type: "GroupDissolved", data: { ...at("2023-09-01"), reason: "期满" } };
const approve = (data: Partial<Extract<GroupCommand, { type: "ApproveGroup" }>["data"]> = {}): GroupCommand => ({
  type: "ApproveGroup",
  data: { ...at("2020-09-01"), lead, ...data },
});
const suspend = (on: string): GroupCommand => ({ type: "SuspendGroup", data: { ...at(on), reason: "整改" } });

describe("a group's life", () => {
  test("begins with a draft", () =>
    given(groupDecider)
      .when({ type: "DraftGroup", data: { ...draft, lead: lead.school } })
      .gives(drafted));
  test("needs a lead school that exists", () =>
    given(groupDecider)
      .when({ type: "DraftGroup", data: { ...draft, lead: { ...lead.school, openedOn: undefined } } })
      .refuses("LEAD_SCHOOL_UNKNOWN"));
  test("is drafted once", () =>
    given(groupDecider, drafted)
      .when({ type: "DraftGroup", data: { ...draft, lead: lead.school } })
      .refuses("GROUP_EXISTS"));
  test("is approved from a day on", () => given(groupDecider, drafted).when(approve()).gives(approved));
  test("is approved once", () => given(groupDecider, drafted, approved).when(approve()).refuses("GROUP_NOT_A_DRAFT"));
  test("is not approved while its lead school is not open", () =>
    given(groupDecider, drafted)
      .when(approve({ on: "2010-08-31" }))
      .refuses("LEAD_SCHOOL_NOT_OPEN"));
  test("a tight group is not approved while its lead is in another", () =>
    given(groupDecider, drafted)
      .when(approve({ lead: { ...lead, tightGroup: "another" } }))
      .refuses("LEAD_IN_A_TIGHT_GROUP"));
  test("is suspended from a day on", () =>
    given(groupDecider, drafted, approved).when(suspend("2022-03-01")).gives(suspended));
  test("a draft cannot be suspended", () =>
    given(groupDecider, drafted).when(suspend("2022-03-01")).refuses("GROUP_NOT_ACTIVE"));
  test("is not suspended before its approval", () =>
    given(groupDecider, drafted, approved).when(suspend("2020-08-31")).refuses("GROUP_CHANGED_LATER"));
  test("is resumed", () =>
    given(groupDecider, drafted, approved, suspended)
      .when({ type: "ResumeGroup", data: at("2022-09-01") })
      .gives(resumed));
  test("only a suspended group is resumed", () =>
    given(groupDecider, drafted, approved)
      .when({ type: "ResumeGroup", data: at("2022-09-01") })
      .refuses("GROUP_NOT_SUSPENDED"));
  test("is dissolved", () =>
    given(groupDecider, drafted, approved)
      .when({ type: "DissolveGroup", data: { ...at("2023-09-01"), reason: "期满" } })
      .gives(dissolved));
  test("does nothing once dissolved", () =>
    given(groupDecider, drafted, approved, dissolved).when(suspend("2024-01-01")).refuses("GROUP_DISSOLVED"));
  test("is not renamed once dissolved", () =>
    given(groupDecider, drafted, approved, dissolved)
      .when({ type: "RenameGroup", data: { ...at("2024-01-01"), name: "新名" } })
      .refuses("GROUP_DISSOLVED"));
});
