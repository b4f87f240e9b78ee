/**
 * Who asks. The school is in 滨江 (330108), to which 萧山 (330109) handed it over. The group, its lead and its member are in
 * 上城 (330102); the school is in the group. The invited school is in 西湖 (330106). All lie in 杭州 (330100) and 浙江 (330000).
 */
export const callers = {
  "county of the school": "county-330108",
  "county of the group": "county-330102",
  "county of the invited school": "county-330106",
  "the school's former county": "county-330109",
  "another county of the city": "county-330105",
  city: "city-330100",
  "another city": "city-330200",
  province: "province-330000",
  "another province": "province-440000",
  "city's auditor": "auditor-330100",
  "another province's auditor": "auditor-440000",
  "the school as member": "member-2133000001",
  "the school as lead": "lead-2133000001",
  "the lead": "lead-2133000002",
  "the member": "member-2133000003",
  "the invited school": "member-2133000004",
  "a neighbour of the school": "member-2133000005",
  "a school elsewhere": "member-2144000006",
  "a code that no school holds": "member-2133999999",
  nobody: "",
} as const;
export type Caller = keyof typeof callers;

const everyone = "AAAAA AA AA AA AA AAAAAA r";
const school = "A---- A- A- A- AA ---A-- r";
const notSchool = "-AAAA -A -A -A -- AAA-AA r";
const group = "AA--- A- A- A- AA AA-A-- r";
const groupFully = "-A--- A- A- A- -- AA---- r";
const invitation = "-AA-- A- A- A- -- AAA--- r";
const invited = "--A-- A- A- A- -- --A--- r";
const anySchool = "AAA-- A- AA AA AA AAAAA- r";

/**
 * What each caller sees, in the order above: A something, - nothing (null, an empty list or 0), r refused. A field of a type
 * has its type's row unless it has one of its own; root fields each have one. Written by hand and not derived.
 */
export const expected: Readonly<Record<string, string>> = {
  // counties, cities, provinces, auditors · the school, then lead, member, invited, neighbour, elsewhere, no school · nobody
  "Query.school": school,
  "Query.schools": everyone,
  "Query.group": group,
  "Query.groups": everyone,
  "Query.membershipProposals": everyone,
  // Regions are public, and a coverage without numbers says why it has none.
  "Query.region": everyone,
  "Query.coverage": everyone,
  "Query.coverageOfSet": everyone,

  School: school,
  Campus: school,
  SchoolConnection: everyone,
  "SchoolConnection.edges": anySchool,
  SchoolEdge: school,
  // Of the list of schools.
  PageInfo: everyone,
  "PageInfo.startCursor": anySchool,
  "PageInfo.endCursor": anySchool,

  Group: group,
  "Group.lead": groupFully,
  GroupConnection: everyone,
  "GroupConnection.edges": "AA--- A- AA AA AA AA-AA- r",
  GroupEdge: group,
  // The school's stay in the group.
  Membership: group,
  "Membership.school": school,

  // The group's invitation of the invited school.
  MembershipProposal: invitation,
  "MembershipProposal.school": invited,
  "MembershipProposal.group": groupFully,
  MembershipProposalConnection: everyone,
  "MembershipProposalConnection.edges": "AAA-- A- AA AA AA AAAAA- r",
  MembershipProposalEdge: invitation,

  Region: everyone,
  RegionSet: everyone,
  // Of the county of the school, and of a set of that county alone.
  Coverage: everyone,
  "Coverage.numerator": school,
  "Coverage.denominator": school,
  "Coverage.rate": school,
  "Coverage.excluded": school,
  "Coverage.reason": notSchool,
  CoverageOfPart: everyone,
  "CoverageOfPart.numerator": school,
  "CoverageOfPart.denominator": school,
  "CoverageOfPart.rate": school,
  "CoverageOfPart.reason": notSchool,
  Definition: everyone,
  RateOption: everyone,
  LocalDefinition: everyone,
  Exclusion: school,
};

/** Whom a text that is found nowhere else in the record is told, anywhere in all answers. */
export const told: Readonly<Record<string, string>> = {
  "the school": group,
  // As it was called before it joined the group.
  "the school's former name": school,
  "the school's campus": school,
  "the school's pupils": school,
  "the school's request": group,
  "the lead": groupFully,
  "the lead's campus": groupFully,
  "the member": groupFully,
  "the member's campus": groupFully,
  "the member's pupils": groupFully,
  "the group": "AAA-- A- A- A- AA AAAA-- r",
  "another group of the member": groupFully,
  "the invited school": invitation,
  "the invited school's campus": invited,
  "the invitation": invitation,
  "the neighbour": school,
  "the neighbour's campus": school,
  "a school of the city's own": "----- A- A- A- -- ------ r",
  "the school elsewhere": "----- -- -A -A -- ----A- r",
  "the group elsewhere": "----- -- -A -A -- ----A- r",
  "the invitation elsewhere": "----- -- -A -A -- ----A- r",
  "a note, reason or document": "----- -- -- -- -- ------ r",
  "a name that was recorded wrongly": "----- -- -- -- -- ------ r",
};
