import { randomUUID } from "node:crypto";
import {
  type AnyEvent,
  approved,
  correction,
  entered,
  event,
  groupId,
  joined,
  opened,
  proposed,
  returned,
  schoolId,
} from "../../../../test/events.ts";

/** What must not be told to a stranger carries a number that is nowhere else in the record. */
const secret = (what: string): string => `不可外泄${what}`;

const schoolOf = (n: number, { place, name }: { readonly place: string; readonly name: string }) => {
  const id = schoolId(n);
  const code = `21${place.slice(0, 2)}00000${n}`;
  return {
    id,
    code,
    place,
    name: secret(`校名${name}`),
    campus: secret(`校区${name}`),
  };
};
type OneSchool = ReturnType<typeof schoolOf>;

export const schools = {
  school: schoolOf(1, { place: "330108", name: "甲" }),
  lead: schoolOf(2, { place: "330102", name: "乙" }),
  member: schoolOf(3, { place: "330102", name: "丙" }),
  invited: schoolOf(4, { place: "330106", name: "丁" }),
  neighbour: schoolOf(5, { place: "330108", name: "戊" }),
  elsewhere: schoolOf(6, { place: "440305", name: "己" }),
  city: schoolOf(7, { place: "330100", name: "庚" }),
};
const { school, lead, member, invited, neighbour, elsewhere, city } = schools;

const groupOf = (n: number, name: string) => ({ id: groupId(n), name: secret(`集团${name}`) });
export const groups = { group: groupOf(1, "子"), another: groupOf(2, "丑"), elsewhere: groupOf(3, "寅") };

/** A set of the county of the school alone. */
export const set = "one-county";
const note = secret("说明");
const formerName = secret("曾用名");
const wrongName = secret("误录名");
const pupils = { school: 48_611, member: 52_963 };

const opens = ({ id, code, name, campus, place }: OneSchool, data: Parameters<typeof opened>[1] = {}) =>
  opened(id, {
    code,
    name,
    campuses: [{ key: "1", name: campus }],
    administeredBy: place,
    locatedIn: place,
    ...data,
  });

const named = (said: AnyEvent) => entered(randomUUID(), said);
const from = { on: "2022-09-01", campuses: ["1"], note };
const request = named(proposed(school.id, groups.group.id, { ...from, by: "SCHOOL" }));
export const invitation = named(proposed(invited.id, groups.group.id, from));
const invitationElsewhere = named(proposed(elsewhere.id, groups.elsewhere.id, { note }));
const wrong = named(event("SchoolRenamed", { schoolId: school.id, on: "2024-01-01", name: wrongName }));

const founded = (group: { readonly id: string; readonly name: string }, by: OneSchool) => [
  ...approved(group.id, by.id, { name: group.name, region: by.place, note, on: "2022-09-01" }),
  joined(by.id, group.id, { role: "LEAD", on: "2022-09-01", note }),
];

export const record = [
  event("RegionMerged", { id: "330113", into: ["330110"], on: "2025-04-09" }),
  opens(school, { name: formerName, administeredBy: "330109" }),
  event("SchoolRenamed", { schoolId: school.id, on: "2022-03-01", name: school.name, document: note }),
  event("SchoolHandedOver", { schoolId: school.id, on: "2023-01-01", administeredBy: school.place }),
  ...[lead, member, invited, neighbour, elsewhere, city].map((one) => opens(one)),
  returned(school.id, 2026, { PRIMARY: pupils.school }),
  returned(member.id, 2026, { PRIMARY: pupils.member }),
  ...founded(groups.group, lead),
  ...founded(groups.another, member),
  ...founded(groups.elsewhere, elsewhere),
  joined(member.id, groups.group.id, { on: "2022-09-01", note }),
  request,
  joined(school.id, groups.group.id, { ...from, proposal: request.id }),
  event("SchoolLeftGroup", { schoolId: school.id, groupId: groups.group.id, on: "2027-09-01", reason: note }),
  invitation,
  {
    type: "MembershipProposalEnded" as const,
    data: { schoolId: invited.id, groupId: groups.group.id, proposal: invitation.id, reason: note },
  },
  invitationElsewhere,
  wrong,
  correction(randomUUID(), { corrects: wrong, becomes: null }),
  event("RateDefinedLocally", { id: school.place, rate: "GROUP", options: {}, text: "公开的口径", on: "2022-01-01" }),
  { type: "RegionSetDefined" as const, data: { set, name: "一县", members: [school.place], note: "公开的说明" } },
];

const whoOf = ({ id, code, name }: OneSchool) => [id, code, name];

/** The texts by which each is known. */
export const secrets: Readonly<Record<string, readonly string[]>> = {
  "the school": whoOf(school),
  "the school's former name": [formerName],
  "the school's campus": [school.campus],
  "the school's pupils": [String(pupils.school)],
  "the school's request": [request.id],
  "the lead": whoOf(lead),
  "the lead's campus": [lead.campus],
  "the member": whoOf(member),
  "the member's campus": [member.campus],
  "the member's pupils": [String(pupils.member)],
  "the group": [groups.group.id, groups.group.name],
  "another group of the member": [groups.another.id, groups.another.name],
  "the invited school": whoOf(invited),
  "the invited school's campus": [invited.campus],
  "the invitation": [invitation.id],
  "the neighbour": whoOf(neighbour),
  "the neighbour's campus": [neighbour.campus],
  "a school of the city's own": [...whoOf(city), city.campus],
  "the school elsewhere": [...whoOf(elsewhere), elsewhere.campus],
  "the group elsewhere": [groups.elsewhere.id, groups.elsewhere.name],
  "the invitation elsewhere": [invitationElsewhere.id],
  "a note, reason or document": [note],
  "a name that was recorded wrongly": [wrongName],
};
