import { command } from "../../commands.ts";
import { joining, type Scene } from "../../scene.ts";
import type { Case, Cases } from "./case.ts";

const on = "2025-03-01";

/** The membership of the school in the group, as in the data of its events. */
const terms = ({ school, group }: Scene) => ({
  schoolId: school.id,
  groupId: group.id,
  on,
  kind: "GROUP",
  role: "MEMBER",
  tightness: "LOOSE",
  campuses: null,
});

/** Sent by an account of the school or the lead, because an account cannot accept its own proposal. */
const proposal = (route: "invite-school" | "request-membership", { school, group, lead }: Scene) => {
  const by = route === "invite-school" ? lead.asLead : school.asMember;
  return command(by, `membership/${school.id}/${route}`, { groupId: group.id, on });
};

const propose =
  (route: "invite-school" | "request-membership", by: "GROUP" | "SCHOOL") =>
  (scene: Scene): Case => ({
    given: [scene.school, ...scene.running],
    path: `membership/${scene.school.id}/${route}`,
    body: { groupId: scene.group.id, on },
    gives: () => [{ type: "MembershipProposed", data: { ...terms(scene), by } }],
    by: by === "GROUP" ? scene.lead.asLead : scene.school.asMember,
  });

const accept =
  (route: "invite-school" | "request-membership", answer: "accept-invitation" | "accept-request") =>
  (scene: Scene): Case => {
    const proposed = proposal(route, scene);
    return {
      given: [scene.school, ...scene.running, proposed],
      path: `membership/${scene.school.id}/${answer}`,
      body: { groupId: scene.group.id },
      gives: () => [{ type: "SchoolJoinedGroup", data: { ...terms(scene), proposal: proposed.event } }],
      by: answer === "accept-request" ? scene.lead.asLead : scene.school.asMember,
    };
  };

const joinGroup = (scene: Scene): Case => ({
  given: [scene.school, ...scene.running],
  path: `membership/${scene.school.id}/join-group`,
  body: { groupId: scene.group.id, on },
  gives: () => [{ type: "SchoolJoinedGroup", data: terms(scene) }],
});

const endProposal = (scene: Scene): Case => {
  const { school, group } = scene;
  const proposed = proposal("invite-school", scene);
  return {
    given: [school, ...scene.running, proposed],
    path: `membership/${school.id}/end-proposal`,
    body: { groupId: group.id },
    gives: () => [
      {
        type: "MembershipProposalEnded",
        data: { schoolId: school.id, groupId: group.id, proposal: proposed.event },
      },
    ],
    by: school.asMember,
  };
};

const before = "2024-10-01";

/** The school has been a member of the group since the previous year. */
const inGroup = ({ school, group, running }: Scene) => {
  const joined = joining(school, group, { on: before });
  return { joined, given: [school, ...running, joined] };
};

const leaveGroup = (scene: Scene): Case => {
  const { school, group } = scene;
  return {
    given: inGroup(scene).given,
    path: `membership/${school.id}/leave-group`,
    body: { groupId: group.id, on },
    gives: () => [{ type: "SchoolLeftGroup", data: { schoolId: school.id, groupId: group.id, on } }],
    by: school.asMember,
  };
};

const changeRole = (scene: Scene): Case => {
  const { school, group, lead } = scene;
  return {
    given: inGroup(scene).given,
    path: `membership/${school.id}/change-role`,
    body: { groupId: group.id, on, role: "CORE" },
    gives: () => [{ type: "MemberRoleChanged", data: { schoolId: school.id, groupId: group.id, on, role: "CORE" } }],
    by: lead.asLead,
  };
};

const correctRecord = (scene: Scene): Case => {
  const { joined, given } = inGroup(scene);
  const becomes = { type: "SchoolJoinedGroup", data: terms(scene) };
  return {
    given,
    path: `membership/${scene.school.id}/correct-record`,
    body: { event: joined.event, change: { on }, reason: "笔误" },
    gives: () => [{ type: "Corrected", data: { event: joined.event, becomes, reason: "笔误" } }],
  };
};

const withdrawRecord = (scene: Scene): Case => {
  const { joined, given } = inGroup(scene);
  return {
    given,
    path: `membership/${scene.school.id}/withdraw-record`,
    body: { event: joined.event, reason: "笔误" },
    gives: () => [{ type: "Corrected", data: { event: joined.event, becomes: null, reason: "笔误" } }],
  };
};

export const membershipCases: Cases = {
  "membership/join-group": joinGroup,
  "membership/invite-school": propose("invite-school", "GROUP"),
  "membership/request-membership": propose("request-membership", "SCHOOL"),
  "membership/accept-invitation": accept("invite-school", "accept-invitation"),
  "membership/accept-request": accept("request-membership", "accept-request"),
  "membership/end-proposal": endProposal,
  "membership/leave-group": leaveGroup,
  "membership/change-role": changeRole,
  "membership/correct-record": correctRecord,
  "membership/withdraw-record": withdrawRecord,
};
