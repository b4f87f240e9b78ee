import fc from "fast-check";
import { approved, event, joined } from "./events.ts";
import {
  campuses,
  early,
  group,
  type Happening,
  happening,
  kind,
  on,
  role,
  school,
  tightness,
} from "./random-changes.ts";

export const founds = (n: fc.Arbitrary<number>) =>
  happening({ n, lead: school, on: early, kind, tightness }, ({ n, lead, ...data }, names) =>
    approved(names.group(n), names.school(lead), { ...data, region: names.unit(1) }),
  );

/** Any change of a group. */
export const changesOfGroups: fc.Arbitrary<Happening> = fc.oneof(
  founds(group),
  happening({ group, on }, ({ group, on }, names) =>
    event("GroupRenamed", { groupId: names.group(group), on, name: `${on} 更名` }),
  ),
  happening({ group, on }, ({ group, on }, names) =>
    event("GroupSuspended", { groupId: names.group(group), on, reason: "整改" }),
  ),
  happening({ group, on }, ({ group, on }, names) => event("GroupResumed", { groupId: names.group(group), on })),
  happening({ group, on, lead: school }, ({ group, on, lead }, names) =>
    event("GroupLeadLost", { groupId: names.group(group), on, leadSchoolId: names.school(lead), because: "LEFT" }),
  ),
  happening({ group, on, lead: school, kind, tightness }, ({ group, on, lead, kind, tightness }, names) =>
    event("GroupLeadChanged", {
      groupId: names.group(group),
      on,
      leadSchoolId: names.school(lead),
      joins: true,
      formerLeadSchoolId: null,
      kind,
      tightness,
    }),
  ),
  happening({ group, on }, ({ group, on }, names) =>
    event("GroupDissolved", { groupId: names.group(group), on, reason: "期满" }),
  ),
);

export const joins = happening({ n: school, group, on, tightness, campuses }, ({ n, group, ...data }, names) =>
  joined(names.school(n), names.group(group), data),
);

const proposes = happening(
  { n: school, group, on, kind, tightness, campuses, by: fc.constantFrom("GROUP", "SCHOOL") },
  ({ n, group, ...terms }, names) =>
    event("MembershipProposed", {
      schoolId: names.school(n),
      groupId: names.group(group),
      role: "MEMBER",
      ...terms,
    }),
);

/** The other side's answer to a proposal: the school joins on its terms, or the proposal ends. */
const answers: fc.Arbitrary<Happening> = fc
  .record({ which: fc.nat(), accepted: fc.boolean() })
  .map(({ which, accepted }) => (_names, recorded) => {
    const proposals = recorded.flatMap(({ id, event }) =>
      event.type === "MembershipProposed" ? [{ id, data: event.data }] : [],
    );
    const proposal = proposals[which % proposals.length];
    if (proposal === undefined) return [];
    const { schoolId, groupId, by: _, ...terms } = proposal.data;
    if (accepted) return [joined(schoolId, groupId, { ...terms, proposal: proposal.id })];
    return [{ type: "MembershipProposalEnded", data: { schoolId, groupId, proposal: proposal.id } }];
  });

/** Any change of a school's memberships. */
export const changesOfMemberships: fc.Arbitrary<Happening> = fc.oneof(
  { arbitrary: joins, weight: 4 },
  { arbitrary: proposes, weight: 2 },
  answers,
  happening({ n: school, group, on, role }, ({ n, group, on, role }, names) =>
    event("MemberRoleChanged", { schoolId: names.school(n), groupId: names.group(group), on, role }),
  ),
  happening({ n: school, group, on }, ({ n, group, on }, names) =>
    event("SchoolLeftGroup", { schoolId: names.school(n), groupId: names.group(group), on }),
  ),
);
