import fc from "fast-check";
import { type AnyEvent, approved, type Entered, event, groupId, joined, opened, returned, schoolId } from "./events.ts";

export const days = ["2020-09-01", "2021-03-01", "2021-09-01", "2022-03-01", "2022-09-01", "2023-03-01"];

/** What small numbers stand for: region 0 is a province of its own, 1 its city, 2–5 the city's counties. */
export type Names = {
  readonly school: (n: number) => string;
  readonly group: (n: number) => string;
  /** A code; the units that are there in the beginning have it as their id. */
  readonly region: (n: number) => string;
  readonly unit: (n: number) => string;
  readonly record: (n: number) => string;
};

const codeOf = (run: number, n: number): string => `9${String(run).padStart(4, "0")}${n}`;

/** Names that no other run has, so that many runs can share one log and one database. */
export const namesOf = (run: number): Names => ({
  school: (n) => schoolId(run * 10 + n),
  group: (n) => groupId(run * 10 + n),
  region: (n) => codeOf(run, n),
  unit: (n) => (n < 6 ? codeOf(run, n) : `80000000-0000-4000-8000-${String(run * 10 + n).padStart(12, "0")}`),
  record: (n) => `70000000-0000-4000-8000-${String(run * 1_000 + n).padStart(12, "0")}`,
});

/** That an earlier record should have said something else. */
export type Mending = { readonly corrects: Entered; readonly becomes: AnyEvent | null };

/** Something that happens to schools, groups and regions, whose names are given later, as what is then recorded. */
export type Happening = (names: Names, recorded: readonly Entered[]) => readonly (AnyEvent | Mending)[];

export const on = fc.constantFrom(...days);
const early = fc.constantFrom(...days.slice(0, 2));
export const school = fc.nat({ max: 5 });
const group = fc.nat({ max: 2 });
export const region = fc.integer({ min: 1, max: 5 });
const key = fc.constantFrom("0", "1", "2");
const stage = fc.constantFrom("PRIMARY", "JUNIOR");
const role = fc.constantFrom("CORE", "MEMBER");
export const kind = fc.constantFrom("GROUP", "GROUP", "ZONE", "GREATER_ZONE", "TWO_CAMPUSES");
export const tightness = fc.constantFrom("TIGHT", "LOOSE");
export const type = fc.constantFrom("211", "211", "311", "312", "312", "341", "218", "342");
export const ownership = fc.constantFrom("PUBLIC", "PUBLIC", "PRIVATE");
export const pupils = fc.record({ PRIMARY: fc.nat(900), JUNIOR: fc.nat(900) });
const campuses = fc.option(fc.uniqueArray(key, { minLength: 1 }), { freq: 1 });

const campus = (key: string) => ({ key, name: `校区${key}` });

/** A happening out of random values. */
const happening = <T extends object>(
  values: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  happens: (values: T, names: Names) => AnyEvent | readonly AnyEvent[],
): fc.Arbitrary<Happening> => fc.record<T>(values).map((given) => (names) => [happens(given, names)].flat());

export const opens = (n: fc.Arbitrary<number>) =>
  happening({ n, on: early, type, ownership, region, campuses: fc.constantFrom(1, 1, 2, 3) }, (given, names) =>
    opened(names.school(given.n), {
      on: given.on,
      type: given.type,
      ownership: given.ownership,
      administeredBy: names.region(given.region),
      campuses: Array.from({ length: given.campuses }, (_, n) => campus(String(n))),
    }),
  );

export const founds = (n: fc.Arbitrary<number>) =>
  happening({ n, lead: school, on: early, kind, tightness }, ({ n, lead, ...data }, names) =>
    approved(names.group(n), names.school(lead), data),
  );

export const returns = (n: fc.Arbitrary<number>) =>
  happening({ n, year: fc.constantFrom(2021, 2022, 2020), pupils }, ({ n, year, pupils }, names) =>
    returned(names.school(n), year, pupils),
  );

const ofSchools = [
  opens(school),
  returns(school),
  happening({ n: school, on }, ({ n, on }, names) => event("SchoolClosed", { schoolId: names.school(n), on })),
  happening({ n: school, into: school, on }, ({ n, into, on }, names) => [
    event("SchoolAbsorbed", { schoolId: names.school(into), on, fromSchoolId: names.school(n) }),
    event("SchoolMerged", { schoolId: names.school(n), on, intoSchoolId: names.school(into) }),
  ]),
  happening({ n: school, on, campuses }, ({ n, on, campuses }, names) =>
    event("SchoolRestored", { schoolId: names.school(n), on, ...(campuses && { campuses: campuses.map(campus) }) }),
  ),
  happening({ n: school, on }, ({ n, on }, names) =>
    event("SchoolRenamed", { schoolId: names.school(n), on, name: `${on} 更名` }),
  ),
  happening({ n: school, on, region }, ({ n, on, region }, names) =>
    event("SchoolHandedOver", { schoolId: names.school(n), on, administeredBy: names.region(region) }),
  ),
  happening({ n: school, on, ownership }, ({ n, on, ownership }, names) =>
    event("SchoolOwnershipChanged", { schoolId: names.school(n), on, ownership }),
  ),
  happening({ n: school, on, type }, ({ n, on, type }, names) =>
    event("SchoolConverted", { schoolId: names.school(n), on, type, code: "3133000001", name: "改制学校" }),
  ),
  happening({ n: school, to: school, on, stage }, ({ n, to, on, stage }, names) => [
    event("StageReceived", { schoolId: names.school(to), on, stage, fromSchoolId: names.school(n) }),
    event("StageTransferred", { schoolId: names.school(n), on, stage, toSchoolId: names.school(to) }),
  ]),
  happening({ n: school, on, key }, ({ n, on, key }, names) =>
    event("CampusOpened", { schoolId: names.school(n), on, campus: campus(key) }),
  ),
];

const closesCampus = happening({ n: school, on, key: fc.constantFrom("0", "0", "1", "2") }, ({ n, on, key }, names) =>
  event("CampusClosed", { schoolId: names.school(n), on, key }),
);

const ofGroups = [
  founds(group),
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
];

export const joins = happening({ n: school, group, on, tightness, campuses }, ({ n, group, ...data }, names) =>
  joined(names.school(n), names.group(group), data),
);

const ofMemberships = [
  happening({ n: school, group, on, kind, tightness, campuses }, ({ n, group, ...terms }, names) =>
    event("MembershipProposed", {
      schoolId: names.school(n),
      groupId: names.group(group),
      role: "MEMBER",
      by: "GROUP",
      ...terms,
    }),
  ),
  happening({ n: school, group, on, role }, ({ n, group, on, role }, names) =>
    event("MemberRoleChanged", { schoolId: names.school(n), groupId: names.group(group), on, role }),
  ),
  happening({ n: school, group, on }, ({ n, group, on }, names) =>
    event("SchoolLeftGroup", { schoolId: names.school(n), groupId: names.group(group), on }),
  ),
];

/** Whatever may be recorded of a school, a group or a membership. */
export const changes: fc.Arbitrary<Happening> = fc.oneof(
  ...ofSchools,
  ...ofGroups,
  ...ofMemberships,
  { arbitrary: joins, weight: 5 },
  { arbitrary: closesCampus, weight: 3 },
);
