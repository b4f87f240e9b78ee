import { aSchool, type Scene, type School, scene } from "../scene.ts";
import type { Caller } from "./expected-permissions.ts";

const stranger = aSchool({ region: "440305", by: "bureau-440000" });
const standIns = scene({ here: "330108", there: "330102" });

/** Schools that no command touches; opened once for all tests. */
export const bystanders = [
  stranger,
  standIns.school,
  standIns.neighbour,
  standIns.lead,
  standIns.member,
  standIns.other,
];

/**
 * The account of each caller, for a scene whose two sides are in two counties of one city. Schools that are not part of
 * the case (`takesPart` returns false) are replaced by others of the same counties.
 */
export const callersOf = (one: Scene, takesPart: (id: string) => boolean) => {
  const who = (role: "school" | "neighbour" | "lead" | "member" | "other"): School =>
    takesPart(one[role].id) ? one[role] : standIns[role];
  const [school, neighbour, lead, member, other] = [
    who("school"),
    who("neighbour"),
    who("lead"),
    who("member"),
    who("other"),
  ];
  const accounts: Readonly<Record<Caller, string>> = {
    "county of the school": "bureau-330108",
    "county of the other side": "bureau-330102",
    "another county of the city": "bureau-330106",
    city: "bureau-330100",
    "another city": "bureau-330200",
    province: "bureau-330000",
    "another province": "bureau-440000",
    "city's auditor": "auditor-330100",
    "another province's auditor": "auditor-440000",
    "the school as member": school.asMember,
    "the school as lead": school.asLead,
    "the lead as lead": lead.asLead,
    "the lead as member": lead.asMember,
    "the member": member.asMember,
    "the other school": other.asMember,
    "a neighbour as member": neighbour.asMember,
    "a neighbour as lead": neighbour.asLead,
    "a school elsewhere": stranger.asMember,
  };
  return { accounts, schools: [school, neighbour, lead, member, other, stranger] };
};
