import { grow, planted, type RegionTree, statusOf } from "@lianxiao/regions";
import fc from "fast-check";
import {
  type AnyEvent,
  approved,
  type Data,
  event,
  groupId,
  joined,
  opened,
  type RegionEvent,
  returned,
  schoolId,
} from "./events.ts";

export const days = ["2020-09-01", "2021-03-01", "2021-09-01", "2022-03-01", "2022-09-01", "2023-03-01"];

/** What small numbers stand for: region 0 is a province of its own, 1 its city, 2–5 the city's counties. */
export type Names = {
  readonly school: (n: number) => string;
  readonly group: (n: number) => string;
  readonly region: (n: number) => string;
};

/** Names that no other run has, so that many runs can share one log and one database. */
export const namesOf = (run: number): Names => ({
  school: (n) => schoolId(run * 10 + n),
  group: (n) => groupId(run * 10 + n),
  region: (n) => `9${String(run).padStart(4, "0")}${n}`,
});

/** The six regions of a run. */
export const regionsOf = ({ region }: Names): readonly AnyEvent[] =>
  (["PROVINCE", "CITY", "COUNTY", "COUNTY", "COUNTY", "COUNTY"] as const).map((level, n) => ({
    type: "RegionOpened",
    data: {
      code: region(n),
      name: `地区${n}`,
      level,
      parent: n === 0 ? null : region(Math.min(n - 1, 1)),
      on: null,
      precision: "DAY",
    },
  }));

/** Something that happens to schools, groups and regions, whose names are given later. */
export type Happening = (names: Names) => AnyEvent | readonly AnyEvent[];

const on = fc.constantFrom(...days);
const early = fc.constantFrom(...days.slice(0, 2));
const school = fc.nat({ max: 5 });
const group = fc.nat({ max: 2 });
const region = fc.integer({ min: 1, max: 5 });
const key = fc.constantFrom("0", "1", "2");
const kind = fc.constantFrom("GROUP", "GROUP", "ZONE", "GREATER_ZONE", "TWO_CAMPUSES");
const tightness = fc.constantFrom("TIGHT", "LOOSE");
const type = fc.constantFrom("211", "211", "311", "312", "312", "341", "218", "342");
const ownership = fc.constantFrom("PUBLIC", "PUBLIC", "PRIVATE");

/** A happening out of random values. */
const happening = <T extends object>(
  values: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  happens: (values: T, names: Names) => AnyEvent | readonly AnyEvent[],
): fc.Arbitrary<Happening> => fc.record<T>(values).map((given) => (names) => happens(given, names));

const opens = (n: fc.Arbitrary<number>) =>
  happening({ n, on: early, type, ownership, region, campuses: fc.integer({ min: 1, max: 3 }) }, (given, names) =>
    opened(names.school(given.n), {
      on: given.on,
      type: given.type,
      ownership: given.ownership,
      administeredBy: names.region(given.region),
      campuses: Array.from({ length: given.campuses }, (_, n) => ({ key: String(n), name: `校区${n}` })),
    }),
  );

const founds = (n: fc.Arbitrary<number>) =>
  happening({ n, lead: school, on: early, kind, tightness }, ({ n, lead, ...data }, names) =>
    approved(names.group(n), names.school(lead), data),
  );

const returns = (n: fc.Arbitrary<number>) => {
  const pupils = fc.record({ PRIMARY: fc.nat(900), JUNIOR: fc.nat(900) });
  return happening({ n, year: fc.constantFrom(2021, 2022, 2020), pupils }, ({ n, year, pupils }, names) =>
    returned(names.school(n), year, pupils),
  );
};

const campuses = fc.option(fc.uniqueArray(key, { minLength: 1 }));
const joins = happening({ n: school, group, on, tightness, campuses }, ({ n, group, ...data }, names) =>
  joined(names.school(n), names.group(group), data),
);

const changes = fc.oneof(
  opens(school),
  founds(group),
  { arbitrary: joins, weight: 5 },
  happening({ n: school, group, on }, ({ n, group, on }, names) =>
    event("SchoolLeftGroup", { schoolId: names.school(n), groupId: names.group(group), on }),
  ),
  happening({ group, on }, ({ group, on }, names) =>
    event("GroupSuspended", { groupId: names.group(group), on, reason: "整改" }),
  ),
  happening({ group, on }, ({ group, on }, names) => event("GroupResumed", { groupId: names.group(group), on })),
  happening({ group, on }, ({ group, on }, names) =>
    event("GroupDissolved", { groupId: names.group(group), on, reason: "期满" }),
  ),
  happening({ n: school, on }, ({ n, on }, names) => event("SchoolClosed", { schoolId: names.school(n), on })),
  happening({ n: school, on, region }, ({ n, on, region }, names) =>
    event("SchoolHandedOver", { schoolId: names.school(n), on, administeredBy: names.region(region) }),
  ),
  happening({ n: school, on, ownership }, ({ n, on, ownership }, names) =>
    event("SchoolOwnershipChanged", { schoolId: names.school(n), on, ownership }),
  ),
  happening({ n: school, on, type }, ({ n, on, type }, names) =>
    event("SchoolConverted", { schoolId: names.school(n), on, type, code: "3133000001", name: "改制学校" }),
  ),
  happening({ n: school, on, stage: fc.constantFrom("PRIMARY", "JUNIOR") }, ({ n, on, stage }, names) =>
    event("StageTransferred", { schoolId: names.school(n), on, stage, toSchoolId: names.school(0) }),
  ),
  happening({ n: school, on, key }, ({ n, on, key }, names) =>
    event("CampusClosed", { schoolId: names.school(n), on, key }),
  ),
  happening({ n: school, on, key }, ({ n, on, key }, names) =>
    event("CampusOpened", { schoolId: names.school(n), on, campus: { key, name: `校区${key}` } }),
  ),
  returns(school),
  happening({ code: region, into: region, on }, ({ code, into, on }, names) =>
    event("RegionMerged", { code: names.region(code), into: names.region(into), on }),
  ),
);

/** Five schools with a return each and two groups, and whatever happens to them afterwards. */
export const histories: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    fc.tuple(...[0, 1, 2, 3, 4].map((n) => opens(fc.constant(n)))),
    fc.tuple(...[0, 1, 2, 3, 4].map((n) => returns(fc.constant(n)))),
    fc.tuple(...[0, 1].map((n) => founds(fc.constant(n)))),
    fc.array(changes, { minLength: 5, maxLength: 25, size: "max" }),
  )
  .map((parts) => parts.flat());

const isRegionEvent = (event: AnyEvent): event is RegionEvent => event.type.startsWith("Region");

/** A merger that the registry would let pass: both are counties in force from that day on. */
const isPossibleMerger = (tree: RegionTree, { code, into, on }: Data<"RegionMerged">): boolean =>
  code !== into &&
  [code, into].every(
    (code) => !code.endsWith("1") && [on, "2030-01-01"].every((day) => statusOf(tree, code, day) === "IN_FORCE"),
  );

/** Whether a school is open on a day by what was recorded of it until now: nobody opens a campus of one that is not. */
const isOpen = (recorded: readonly AnyEvent[], schoolId: string, day: string): boolean =>
  recorded.findLast(
    ({ type, data }) =>
      ["SchoolOpened", "SchoolClosed"].includes(type) &&
      "schoolId" in data &&
      data.schoolId === schoolId &&
      "on" in data &&
      data.on !== null &&
      data.on <= day,
  )?.type === "SchoolOpened";

/** The events of a run in log order, its regions first, without what the registry would refuse. */
export const happened = (names: Names, history: readonly Happening[]): readonly AnyEvent[] => {
  let tree = planted;
  const recorded: AnyEvent[] = [];
  for (const event of [...regionsOf(names), ...history.flatMap((happens) => happens(names))]) {
    if (event.type === "RegionMerged" && !isPossibleMerger(tree, event.data)) continue;
    if (event.type === "CampusOpened" && !isOpen(recorded, event.data.schoolId, event.data.on)) continue;
    if (isRegionEvent(event)) tree = grow(tree, event);
    recorded.push(event);
  }
  return recorded;
};
