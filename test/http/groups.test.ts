import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { aGroup, aSchool, joining, province, scene } from "../scene.ts";

const { given, send } = await commandsUnderTest();
const county = "bureau-330108";
const on = "2025-03-01";

const accepted = (replies: readonly { readonly status: number }[]) => replies.filter(({ status }) => status === 200);
const tight = "TIGHT";

describe("the lead of a tight group", () => {
  test.each([1, 2, 3])("leads only one of three that are approved concurrently (%i)", async () => {
    const lead = aSchool();
    const groups = [1, 2, 3].map(() => aGroup({ lead, tightness: tight }));
    const replies = await given(lead, groups).sendsAtOnce(...groups.map(({ approval }) => approval));
    expect(accepted(replies)).toHaveLength(1);
    expect(replies.filter(({ code }) => code === "ALREADY_IN_A_TIGHT_GROUP")).toHaveLength(2);
    // A refused group can be approved only when its lead has no other tight group.
    const refused = groups.filter((_group, index) => replies[index]?.status !== 200);
    for (const { id } of refused)
      expect((await send(command(county, `group/${id}/approve-group`, { on }))).code).toBe("ALREADY_IN_A_TIGHT_GROUP");
  });

  test.each([1, 2, 3])("either leads it or joins another tight group, never both (%i)", async () => {
    const [school, lead] = [aSchool(), aSchool()];
    const [own, other] = [aGroup({ lead: school, tightness: tight }), aGroup({ lead, tightness: tight })];
    const replies = await given([school, lead], [own, other], other.approval).sendsAtOnce(
      own.approval,
      joining(school, other),
    );
    expect(accepted(replies)).toHaveLength(1);
    expect(replies.map(({ code }) => code)).toContain("ALREADY_IN_A_TIGHT_GROUP");
  });

  test("can lead another one from the day on which the group is dissolved", async () => {
    const lead = aSchool();
    const [first, second] = [aGroup({ lead, tightness: tight }), aGroup({ lead, tightness: tight })];
    const dissolved = command(province, `group/${first.id}/dissolve-group`, { on: "2024-10-01", reason: "期满" });
    const path = `group/${second.id}/approve-group`;
    await given(lead, [first, second], first.approval, dissolved)
      .asks(county, path, { on: "2024-09-30" })
      .refuses(409, "ALREADY_IN_A_TIGHT_GROUP", { groupId: first.id, since: "2015-09-01" });
    expect((await given().asks(county, path, { on: "2024-10-01" }).answers()).status).toBe(200);
  });

  test("must be open on the day of approval", async () => {
    const lead = aSchool({ on: "2020-09-01" });
    const group = aGroup({ lead });
    await given(lead, group)
      .asks(county, `group/${group.id}/approve-group`, { on: "2020-08-31" })
      .refuses(409, "LEAD_SCHOOL_NOT_OPEN", { leadSchoolId: lead.id });
  });
});

describe("a school of another region", () => {
  const itsOwn = aSchool({ region: "440305", by: "bureau-440305" });

  test("cannot be made lead by a bureau that does not cover it", async () => {
    const body = { name: "跨省集团", kind: "GROUP", leadSchoolId: itsOwn.id, region: "330108", tightness: tight };
    await given(itsOwn).asks(county, "group/draft-group", body).hides();
  });

  test("cannot become lead by an approval or a change of lead either", async () => {
    const { school, lead, group } = scene({ there: "330102" });
    const mixed = command(province, "group/draft-group", {
      name: "跨区集团",
      kind: "GROUP",
      leadSchoolId: lead.id,
      region: "330108",
    });
    await given([school, lead], mixed).asks(county, `group/${mixed.id}/approve-group`, { on }).hides();
    await given(group, group.approval)
      .asks("bureau-330102", `group/${group.id}/change-lead`, { on, leadSchoolId: school.id })
      .hides();
    expect((await given().asks("bureau-330100", `group/${mixed.id}/approve-group`, { on }).answers()).status).toBe(200);
  });
});

describe("a group's lead is changed", () => {
  test("to a school that is not a member, which then joins as lead", async () => {
    const { school, lead, group, running } = scene();
    const data = { groupId: group.id, on };
    await given(school, ...running)
      .asks(county, `group/${group.id}/change-lead`, { on, leadSchoolId: school.id })
      .gives(
        {
          type: "GroupLeadChanged",
          data: {
            ...data,
            leadSchoolId: school.id,
            joins: true,
            formerLeadSchoolId: lead.id,
            kind: "GROUP",
            tightness: "LOOSE",
          },
        },
        {
          type: "SchoolJoinedGroup",
          data: { ...data, schoolId: school.id, kind: "GROUP", role: "LEAD", tightness: "LOOSE", campuses: null },
        },
        { type: "MemberRoleChanged", data: { ...data, schoolId: lead.id, role: "MEMBER" } },
      );
  });

  test("when the lead has left and the group is waiting for another", async () => {
    const { lead, member, group, running } = scene();
    await given(...running)
      .asks(county, `membership/${lead.id}/leave-group`, { groupId: group.id, on: "2024-10-01" })
      .gives(
        { type: "SchoolLeftGroup", data: { schoolId: lead.id, groupId: group.id, on: "2024-10-01", asLead: true } },
        {
          type: "GroupLeadLost",
          data: { groupId: group.id, on: "2024-10-01", leadSchoolId: lead.id, because: "LEFT" },
        },
      );
    const change = await send(command(county, `group/${group.id}/change-lead`, { on, leadSchoolId: member.id }));
    expect(change.status).toBe(200);
  });

  test("but not to the school that already leads it", async () => {
    const { lead, group, running } = scene();
    await given(...running)
      .asks(county, `group/${group.id}/change-lead`, { on, leadSchoolId: lead.id })
      .refuses(409, "LEADS_ALREADY");
  });
});

test("a group cannot be renamed on a day before its approval", async () => {
  const { group, running } = scene();
  await given(...running)
    .asks(province, `group/${group.id}/rename-group`, { on: "2015-08-31", name: "早名集团" })
    .refuses(409, "GROUP_NOT_ACTIVE", { status: "DRAFT" });
});
