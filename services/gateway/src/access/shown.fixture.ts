import { invitation, schools } from "./world.fixture.ts";

/** What a caller was answered, by the name of the ask: the value of its root field. */
export type Answers = Readonly<Record<string, unknown>>;

const has = (value: unknown, key: string): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && key in value;

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((found, key) => (has(found, key) ? found[key] : undefined), value);

const all = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

const edgeOf = (list: unknown, id: string): unknown => all(list, "edges").find((edge) => at(edge, "node", "id") === id);

/** Where the table's objects of each type stand in the answers; a field is seen when one of them shows it. */
export const objects: Readonly<Record<string, (answers: Answers) => readonly unknown[]>> = {
  School: ({ school }) => [school],
  Campus: ({ school }) => all(school, "campuses"),
  SchoolConnection: ({ schools }) => [schools],
  SchoolEdge: (answers) => [edgeOf(answers["schools"], schools.school.id)],
  PageInfo: ({ schools }) => [at(schools, "pageInfo")],
  Group: ({ group }) => [group],
  GroupConnection: ({ groups }) => [groups],
  GroupEdge: ({ groups, group }) => [edgeOf(groups, String(at(group, "id")))],
  Membership: ({ group }) => all(group, "members").filter((one) => at(one, "schoolId") === schools.school.id),
  MembershipProposal: ({ membershipProposals }) => [at(edgeOf(membershipProposals, invitation.id), "node")],
  MembershipProposalConnection: ({ membershipProposals }) => [membershipProposals],
  MembershipProposalEdge: ({ membershipProposals }) => [edgeOf(membershipProposals, invitation.id)],
  Region: (answers) => ["region", "region above", "region abolished"].map((name) => answers[name]),
  RegionSet: ({ coverageOfSet }) => [at(coverageOfSet, "set")],
  Coverage: ({ coverage, coverageOfSet }) => [coverage, coverageOfSet],
  CoverageOfPart: ({ coverageOfSet }) => all(coverageOfSet, "children"),
  Definition: ({ coverage }) => [at(coverage, "definition")],
  LocalDefinition: ({ coverage }) => [at(coverage, "local")],
  RateOption: ({ coverage }) => all(coverage, "options"),
  Exclusion: ({ coverage }) => all(coverage, "excluded"),
};

/** Whether a field says something. */
const says = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== 0 && !(Array.isArray(value) && value.length === 0);

/** Whether a caller sees something in Type.field. */
export const isShown = (answers: Answers, type: string, field: string): boolean =>
  type === "Query" ? says(answers[field]) : (objects[type]?.(answers) ?? []).some((one) => says(at(one, field)));
