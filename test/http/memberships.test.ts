import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { aSchool, joining, province, type Scene, scene } from "../scene.ts";

const { given } = await commandsUnderTest();
const on = "2025-03-01";

const invitation = (as: string, { school, group }: Scene, day = on) =>
  command(as, `membership/${school.id}/invite-school`, { groupId: group.id, on: day });
const request = (as: string, { school, group }: Scene) =>
  command(as, `membership/${school.id}/request-membership`, { groupId: group.id, on });
const answer = (name: string, { school, group }: Scene) =>
  [`membership/${school.id}/${name}`, { groupId: group.id }] as const;

describe("a school and a group of different counties", () => {
  test("cannot be joined by a bureau that covers only one of them", async () => {
    const { school, group, running } = scene({ there: "330102" });
    const path = `membership/${school.id}/join-group`;
    await given(school, ...running)
      .asks("bureau-330108", path, { groupId: group.id, on })
      .hides();
    await given().asks("bureau-330102", path, { groupId: group.id, on }).hides();
    expect((await given().asks("bureau-330100", path, { groupId: group.id, on }).answers()).status).toBe(200);
  });

  test("are joined when the lead invites and the school accepts", async () => {
    const both = scene({ there: "330102" });
    const invited = invitation(both.lead.asLead, both);
    await given(both.school, ...both.running, invited)
      .asks(both.school.asMember, ...answer("accept-invitation", both))
      .gives({
        type: "SchoolJoinedGroup",
        data: {
          schoolId: both.school.id,
          groupId: both.group.id,
          on,
          kind: "GROUP",
          role: "MEMBER",
          tightness: "LOOSE",
          campuses: null,
          proposal: invited.event,
        },
      });
  });

  test("are joined when the school's bureau sends a request and the group's bureau accepts it", async () => {
    const both = scene({ there: "330102" });
    const requested = request("bureau-330108", both);
    await given(both.school, ...both.running, requested)
      .asks("bureau-330108", ...answer("accept-request", both))
      .hides();
    const reply = await given()
      .asks("bureau-330102", ...answer("accept-request", both))
      .answers();
    expect(reply.status).toBe(200);
  });

  test("can be separated by the group's bureau, although it does not cover the school", async () => {
    const { school, group, running } = scene({ there: "330102" });
    await given(school, ...running, joining(school, group))
      .asks("bureau-330102", `membership/${school.id}/leave-group`, { groupId: group.id, on })
      .gives({ type: "SchoolLeftGroup", data: { schoolId: school.id, groupId: group.id, on } });
  });
});

describe("a proposal", () => {
  test("cannot be accepted by the account that made it", async () => {
    const both = scene();
    await given(both.school, ...both.running, invitation(province, both))
      .asks(province, ...answer("accept-invitation", both))
      .refuses(403, "PROPOSER_MAY_NOT_APPROVE");
  });

  test("cannot be accepted by the side that made it", async () => {
    const both = scene();
    await given(both.school, ...both.running, invitation(both.lead.asLead, both))
      .asks(both.lead.asLead, ...answer("accept-invitation", both))
      .refuses(403, "OUT_OF_SCOPE");
    await given()
      .asks("bureau-330108", ...answer("accept-request", both))
      .refuses(409, "PROPOSAL_UNKNOWN");
  });

  test("does not make the school a member before it is accepted", async () => {
    const both = scene();
    await given(both.school, ...both.running, invitation(both.lead.asLead, both))
      .asks("bureau-330108", `membership/${both.school.id}/leave-group`, { groupId: both.group.id, on: "2025-09-01" })
      .refuses(409, "NOT_A_MEMBER");
  });

  test("cannot be made twice, but can be made again after it was declined", async () => {
    const both = scene();
    await given(both.school, ...both.running, invitation(both.lead.asLead, both))
      .sends(invitation("bureau-330108", both))
      .refuses(409, "ALREADY_PROPOSED");
    const declined = command(both.school.asMember, `membership/${both.school.id}/end-proposal`, {
      groupId: both.group.id,
    });
    const again = invitation(both.lead.asLead, both);
    expect((await given(declined).sends(again).answers()).status).toBe(200);
  });

  test("can be made again to a school that accepted an earlier one and has left", async () => {
    const both = scene();
    const [path, body] = answer("accept-invitation", both);
    const left = command(province, `membership/${both.school.id}/leave-group`, {
      groupId: both.group.id,
      on: "2025-09-01",
    });
    const first = invitation(both.lead.asLead, both);
    const again = invitation(both.lead.asLead, both, "2026-03-01");
    const accepted = await given(
      both.school,
      ...both.running,
      first,
      command(both.school.asMember, path, body),
      left,
      again,
    )
      .asks(both.school.asMember, path, body)
      .answers();
    expect(accepted.status).toBe(200);
  });

  test("cannot be accepted after it was declined", async () => {
    const both = scene();
    const declined = command(both.school.asMember, `membership/${both.school.id}/end-proposal`, {
      groupId: both.group.id,
    });
    await given(both.school, ...both.running, invitation(both.lead.asLead, both), declined)
      .asks(both.school.asMember, ...answer("accept-invitation", both))
      .refuses(409, "PROPOSAL_UNKNOWN");
  });

  test("of five years ago cannot be accepted by a school account, only by its bureau", async () => {
    const both = scene();
    await given(both.school, ...both.running, invitation(both.lead.asLead, both, "2021-03-01"))
      .asks(both.school.asMember, ...answer("accept-invitation", both))
      .refuses(403, "TOO_LONG_AGO");
    const reply = await given()
      .asks("bureau-330108", ...answer("accept-invitation", both))
      .answers();
    expect(reply.status).toBe(200);
  });

  test("to a school that does not exist is refused", async () => {
    const { group, running, lead } = scene();
    await given(...running)
      .asks(lead.asLead, `membership/${aSchool().id}/invite-school`, { groupId: group.id, on })
      .refuses(409, "SCHOOL_NOT_IN_OPERATION");
  });
});

describe("a stay", () => {
  test("cannot begin before the group's approval", async () => {
    const { school, group, running } = scene();
    await given(school, ...running)
      .sends(joining(school, group, { on: "2015-08-31" }))
      .refuses(409, "GROUP_NOT_APPROVED", { approvedOn: "2015-09-01" });
  });

  test("cannot begin after the group's end or while the school is closed", async () => {
    const { school, member, group, running } = scene();
    const dissolved = command(province, `group/${group.id}/dissolve-group`, { on, reason: "期满" });
    const closed = command(province, `school/${school.id}/close-school`, { on: "2024-10-01" });
    await given(school, ...running, closed)
      .sends(joining(school, group, { on: "2024-10-01" }))
      .refuses(409, "SCHOOL_NOT_IN_OPERATION");
    const again = aSchool();
    await given(again, dissolved)
      .sends(joining(again, group, { on }))
      .refuses(409, "GROUP_ENDED", { dissolvedOn: on });
    await given()
      .sends(joining(member, group, { on: "2020-01-01" }))
      .refuses(409, "ALREADY_MEMBER");
  });

  test("of the lead keeps its role until the group changes its lead", async () => {
    const { lead, group, running } = scene();
    await given(...running)
      .asks("bureau-330108", `membership/${lead.id}/change-role`, { groupId: group.id, on, role: "CORE" })
      .refuses(409, "ROLE_OF_THE_LEAD", { schoolId: lead.id });
  });

  test("can name only campuses that the school has on that day", async () => {
    const { group, running } = scene();
    const campuses = [
      { key: "1", name: "东校区" },
      { key: "2", name: "西校区" },
    ];
    const school = aSchool({ campuses });
    const closed = command(province, `school/${school.id}/close-campus`, { on: "2024-10-01", key: "2" });
    await given(school, ...running, closed)
      .sends(joining(school, group, { on, campuses: ["2"] }))
      .refuses(409, "MEMBER_CAMPUS_UNKNOWN", { key: "2" });
    const before = joining(school, group, { on: "2024-09-30", campuses: ["2"] });
    expect((await given().sends(before).answers()).status).toBe(200);
  });
});
