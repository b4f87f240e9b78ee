import { describe, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { recorded } from "../recorded.ts";
import { aGroup, aSchool, joining, province, type School, scene } from "../scene.ts";

const { given } = await commandsUnderTest();

const on = "2018-09-01";
const until = "2020-09-01";
const missed = { on, until };

const tight = (lead: School, start = "2015-09-01") => aGroup({ lead, tightness: "TIGHT", on: start });

describe("a stay that is recorded late", () => {
  const terms = { kind: "GROUP", role: "MEMBER", tightness: "TIGHT", campuses: null };

  test("before a later one in another tight group is accepted with its end", async () => {
    const [school, one, other] = [aSchool(), aSchool(), aSchool()];
    const [first, second] = [tight(one), tight(other)];
    const later = joining(school, second, { on: "2021-09-01" });
    const path = `membership/${school.id}/join-group`;
    await given([school, one, other], first, second, first.approval, second.approval, later)
      .asks(province, path, { groupId: first.id, on })
      .refuses(409, "ALREADY_IN_A_TIGHT_GROUP");
    const said = { schoolId: school.id, groupId: first.id, document: "杭教〔2020〕1号" };
    await given()
      .asks(province, path, { groupId: first.id, ...missed, document: said.document, reason: "期满" })
      .gives(
        { type: "SchoolJoinedGroup", data: { ...said, on, ...terms } },
        { type: "SchoolLeftGroup", data: { ...said, on: until, reason: "期满" } },
      );
  });

  /** As in the oldest logs, in which an approval did not record the membership of the lead; another command did. */
  const ledWithoutRecord = () => {
    const { lead, member, group } = scene();
    const says = { groupId: group.id, tightness: "LOOSE", kind: "GROUP" };
    const approved = recorded(group.stream, "GroupApproved", { ...says, on: "2015-09-01", leadSchoolId: lead.id });
    const changed = { ...says, on: "2019-09-01", leadSchoolId: member.id, joins: true, formerLeadSchoolId: null };
    return {
      steps: [[lead, member], group, approved],
      change: recorded(group.stream, "GroupLeadChanged", changed),
      path: `membership/${lead.id}/join-group`,
      body: { groupId: group.id, ...missed, role: "LEAD" },
      joined: { schoolId: lead.id, groupId: group.id, on, ...terms, role: "LEAD", tightness: "LOOSE" },
      left: { schoolId: lead.id, groupId: group.id, on: until },
    };
  };

  test("of a lead leaves the group waiting for another lead at its end", async () => {
    const { steps, path, body, joined, left } = ledWithoutRecord();
    const { schoolId: leadSchoolId, groupId } = left;
    await given(...steps)
      .asks(province, path, body)
      .gives(
        { type: "SchoolJoinedGroup", data: joined },
        { type: "SchoolLeftGroup", data: { ...left, asLead: true } },
        { type: "GroupLeadLost", data: { groupId, on: until, leadSchoolId, because: "LEFT" } },
      );
  });

  test("of a lead does not affect the school that has succeeded it as lead", async () => {
    const { steps, change, path, body, joined, left } = ledWithoutRecord();
    await given(...steps, change)
      .asks(province, path, body)
      .gives({ type: "SchoolJoinedGroup", data: joined }, { type: "SchoolLeftGroup", data: left });
  });
});

describe("a late record of a group", () => {
  test("can be a suspension before a later one", async () => {
    const { group, running } = scene();
    const path = `group/${group.id}/suspend-group`;
    const later = command(province, path, { on: "2021-09-01", reason: "整改" });
    await given(...running, later)
      .asks(province, path, { on, reason: "整改" })
      .refuses(409, "GROUP_NOT_ACTIVE");
    await given()
      .asks(province, path, { ...missed, reason: "整改" })
      .gives(
        { type: "GroupSuspended", data: { groupId: group.id, on, reason: "整改" } },
        { type: "GroupResumed", data: { groupId: group.id, on: until } },
      );
  });

  test("can be a period in which a member led that leads again later", async () => {
    const { group, lead, member, running } = scene();
    const path = `group/${group.id}/change-lead`;
    const later = command(province, path, { on: "2021-09-01", leadSchoolId: member.id });
    await given(...running, later)
      .asks(province, path, { on, leadSchoolId: member.id })
      .refuses(409, "LEADS_ALREADY");
    const said = { groupId: group.id, joins: false, kind: "GROUP", tightness: "LOOSE" };
    const role = (schoolId: string, day: string, now: string) => ({
      type: "MemberRoleChanged",
      data: { schoolId, groupId: group.id, on: day, role: now },
    });
    await given()
      .asks(province, path, { ...missed, leadSchoolId: member.id })
      .gives(
        { type: "GroupLeadChanged", data: { ...said, on, leadSchoolId: member.id, formerLeadSchoolId: lead.id } },
        {
          type: "GroupLeadChanged",
          data: { ...said, on: until, leadSchoolId: lead.id, formerLeadSchoolId: member.id },
        },
        role(member.id, on, "LEAD"),
        role(member.id, until, "MEMBER"),
        role(lead.id, on, "MEMBER"),
        role(lead.id, until, "LEAD"),
      );
  });

  test("cannot return the lead to a school that was not a member then", async () => {
    const { group, lead, member, running } = scene();
    const left = command(province, `membership/${lead.id}/leave-group`, { groupId: group.id, on: "2017-09-01" });
    await given(...running, left)
      .asks(province, `group/${group.id}/change-lead`, { ...missed, leadSchoolId: member.id })
      .refuses(409, "NOT_A_MEMBER");
  });

  test("can be a whole tight group whose lead has joined another one since", async () => {
    const [school, other] = [aSchool(), aSchool()];
    const [first, second] = [tight(school), tight(other)];
    const later = joining(school, second, { on: "2021-09-01" });
    const path = `group/${first.id}/approve-group`;
    await given([school, other], first, second, second.approval, later)
      .asks(province, path, { on })
      .refuses(409, "ALREADY_IN_A_TIGHT_GROUP");
    const said = { groupId: first.id, on };
    await given()
      .asks(province, path, { ...missed, reason: "期满" })
      .gives(
        { type: "GroupApproved", data: { ...said, leadSchoolId: school.id, tightness: "TIGHT", kind: "GROUP" } },
        { type: "GroupDissolved", data: { ...said, on: until, reason: "期满" } },
        {
          type: "SchoolJoinedGroup",
          data: { ...said, schoolId: school.id, kind: "GROUP", role: "LEAD", tightness: "TIGHT", campuses: null },
        },
      );
  });

  test("cannot be a tight group that ended after its lead joined another one", async () => {
    const [school, other] = [aSchool(), aSchool()];
    const [first, second] = [tight(school), tight(other)];
    await given([school, other], first, second, second.approval, joining(school, second, { on: "2020-03-01" }))
      .asks(province, `group/${first.id}/approve-group`, { ...missed, reason: "期满" })
      .refuses(409, "ALREADY_IN_A_TIGHT_GROUP");
  });
});

describe("a late record of a school", () => {
  const renaming = (school: School) =>
    command(province, `school/${school.id}/rename-school`, { on: "2021-09-01", name: "新名小学" });

  test("can be a temporary closing before a later record", async () => {
    const school = aSchool();
    const path = `school/${school.id}/close-school`;
    await given(school, renaming(school)).asks(province, path, { on }).refuses(409, "SCHOOL_CLOSED");
    await given()
      .asks(province, path, missed)
      .gives(
        { type: "SchoolClosed", data: { schoolId: school.id, on } },
        { type: "SchoolRestored", data: { schoolId: school.id, on: until } },
      );
  });

  test("can be a merger after which the school was restored", async () => {
    const { school, other } = scene();
    await given([school, other], renaming(school))
      .asks(province, `school/${school.id}/merge-school`, { ...missed, intoSchoolId: other.id })
      .gives(
        { type: "SchoolMerged", data: { schoolId: school.id, on, intoSchoolId: other.id } },
        { type: "SchoolRestored", data: { schoolId: school.id, on: until } },
        { type: "SchoolAbsorbed", data: { schoolId: other.id, on, fromSchoolId: school.id } },
      );
  });

  const campus = { key: "2", name: "西校区" };
  const twoCampuses = () => aSchool({ campuses: [{ key: "1", name: "东校区" }, campus] });

  test("can be a campus whose key was reused later", async () => {
    const school = aSchool();
    const path = `school/${school.id}/open-campus`;
    const later = command(province, path, { on: "2021-09-01", campus });
    await given(school, later).asks(province, path, { on, campus }).refuses(409, "CAMPUS_EXISTS");
    await given()
      .asks(province, path, { ...missed, campus })
      .gives(
        { type: "CampusOpened", data: { schoolId: school.id, on, campus } },
        { type: "CampusClosed", data: { schoolId: school.id, on: until, key: "2" } },
      );
  });

  test("can be a temporary closing of a campus, which keeps its name", async () => {
    const school = twoCampuses();
    const path = `school/${school.id}/close-campus`;
    const later = command(province, path, { on: "2021-09-01", key: "2" });
    await given(school, later).asks(province, path, { on, key: "2" }).refuses(409, "CAMPUS_UNKNOWN");
    await given()
      .asks(province, path, { ...missed, key: "2" })
      .gives(
        { type: "CampusClosed", data: { schoolId: school.id, on, key: "2" } },
        { type: "CampusOpened", data: { schoolId: school.id, on: until, campus } },
      );
    await given()
      .asks(province, path, { ...missed, key: "3" })
      .refuses(409, "CAMPUS_UNKNOWN");
  });
});
