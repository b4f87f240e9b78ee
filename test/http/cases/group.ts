import { command } from "../../commands.ts";
import { province, type Scene } from "../../scene.ts";
import type { Case, Cases } from "./case.ts";

const on = "2025-03-01";

type Change = { readonly name: string; readonly type: string; readonly says?: object };

const change =
  ({ name, type, says = {} }: Change) =>
  ({ group, running }: Scene): Case => ({
    given: running,
    path: `group/${group.id}/${name}`,
    body: { on, ...says },
    gives: () => [{ type, data: { groupId: group.id, on, ...says } }],
  });

const draftGroup = ({ lead, there }: Scene): Case => {
  const says = { name: "新集团", kind: "GROUP", leadSchoolId: lead.id, region: there, tightness: "LOOSE" };
  return {
    given: [lead],
    path: "group/draft-group",
    body: says,
    gives: ({ id }) => [{ type: "GroupDrafted", data: { groupId: id, ...says } }],
  };
};

const led = (groupId: string, schoolId: string) => ({
  type: "SchoolJoinedGroup",
  data: { schoolId, groupId, on, kind: "GROUP", role: "LEAD", tightness: "LOOSE", campuses: null },
});

const approveGroup = ({ lead, group }: Scene): Case => ({
  given: [lead, group],
  path: `group/${group.id}/approve-group`,
  body: { on },
  gives: () => [
    {
      type: "GroupApproved",
      data: { groupId: group.id, on, leadSchoolId: lead.id, tightness: "LOOSE", kind: "GROUP" },
    },
    led(group.id, lead.id),
  ],
});

const changeLead = ({ lead, member, group, running }: Scene): Case => ({
  given: running,
  path: `group/${group.id}/change-lead`,
  body: { on, leadSchoolId: member.id },
  gives: () => [
    {
      type: "GroupLeadChanged",
      data: {
        groupId: group.id,
        on,
        leadSchoolId: member.id,
        joins: false,
        formerLeadSchoolId: lead.id,
        kind: "GROUP",
        tightness: "LOOSE",
      },
    },
    { type: "MemberRoleChanged", data: { schoolId: member.id, groupId: group.id, on, role: "LEAD" } },
    { type: "MemberRoleChanged", data: { schoolId: lead.id, groupId: group.id, on, role: "MEMBER" } },
  ],
});

const resumeGroup = (scene: Scene): Case => {
  const { group } = scene;
  const suspension = command(province, `group/${group.id}/suspend-group`, { on: "2024-10-01", reason: "整改" });
  const resumed = change({ name: "resume-group", type: "GroupResumed" })(scene);
  return { ...resumed, given: [...resumed.given, suspension] };
};

const renaming = ({ group }: Scene) => command(province, `group/${group.id}/rename-group`, { on, name: "误录集团" });

const correctRecord = (scene: Scene): Case => {
  const { group, running } = scene;
  const renamed = renaming(scene);
  const { event } = renamed;
  const becomes = { type: "GroupRenamed", data: { groupId: group.id, on, name: "正名集团" } };
  return {
    given: [...running, renamed],
    path: `group/${group.id}/correct-record`,
    body: { event, change: { name: "正名集团" }, reason: "笔误" },
    gives: () => [{ type: "Corrected", data: { event, becomes, reason: "笔误" } }],
  };
};

const withdrawRecord = (scene: Scene): Case => {
  const { group, running } = scene;
  const renamed = renaming(scene);
  return {
    given: [...running, renamed],
    path: `group/${group.id}/withdraw-record`,
    body: { event: renamed.event, reason: "笔误" },
    gives: () => [{ type: "Corrected", data: { event: renamed.event, becomes: null, reason: "笔误" } }],
  };
};

export const groupCases: Cases = {
  "group/draft-group": draftGroup,
  "group/approve-group": approveGroup,
  "group/change-lead": changeLead,
  "group/rename-group": change({ name: "rename-group", type: "GroupRenamed", says: { name: "新名集团" } }),
  "group/suspend-group": change({ name: "suspend-group", type: "GroupSuspended", says: { reason: "整改" } }),
  "group/resume-group": resumeGroup,
  "group/dissolve-group": change({ name: "dissolve-group", type: "GroupDissolved", says: { reason: "期满" } }),
  "group/correct-record": correctRecord,
  "group/withdraw-record": withdrawRecord,
};
