import fc from "fast-check";
import { event, opened, returned } from "./events.ts";
import {
  campus,
  campuses,
  early,
  type Happening,
  happening,
  key,
  on,
  ownership,
  pupils,
  region,
  school,
  stage,
  type,
  urbanRural,
} from "./random-changes.ts";

export const opens = (n: fc.Arbitrary<number>) =>
  happening({ n, on: early, type, ownership, region, campuses: fc.constantFrom(1, 1, 2, 3) }, (given, names) =>
    opened(names.school(given.n), {
      on: given.on,
      code: names.code(given.n),
      type: given.type,
      ownership: given.ownership,
      locatedIn: names.unit(given.region),
      administeredBy: names.unit(given.region),
      campuses: Array.from({ length: given.campuses }, (_, n) => campus(String(n))),
    }),
  );

export const returns = (n: fc.Arbitrary<number>) =>
  happening({ n, year: fc.constantFrom(2021, 2022, 2020), pupils }, ({ n, year, pupils }, names) =>
    returned(names.school(n), year, pupils),
  );

const code = fc.integer({ min: 10, max: 99 });

const closes = happening({ n: school, on }, ({ n, on }, names) =>
  event("SchoolClosed", { schoolId: names.school(n), on }),
);

const restores = happening({ n: school, on, campuses }, ({ n, on, campuses }, names) =>
  event("SchoolRestored", { schoolId: names.school(n), on, ...(campuses && { campuses: campuses.map(campus) }) }),
);

/** A school is closed on one day and restored on a later one. */
const closesForATime = happening(
  { n: school, days: fc.uniqueArray(on, { minLength: 2, maxLength: 2 }) },
  (given, names) => {
    const [closed = "", restored = ""] = given.days.toSorted();
    const schoolId = names.school(given.n);
    return [event("SchoolClosed", { schoolId, on: closed }), event("SchoolRestored", { schoolId, on: restored })];
  },
);

const converts = happening({ n: school, on, type, code }, ({ n, on, type, code }, names) =>
  event("SchoolConverted", { schoolId: names.school(n), on, type, code: names.code(code), name: "改制学校" }),
);

/** Two conversions, each with a new code, because a code that was given up is never used again. */
const convertsAndBack = happening(
  { n: school, days: fc.uniqueArray(on, { minLength: 2, maxLength: 2 }), type, back: type, code },
  ({ n, days, type, back, code }, names) => {
    const [first = "", second = ""] = days.toSorted();
    const [schoolId, name] = [names.school(n), "改制学校"];
    return [
      event("SchoolConverted", { schoolId, on: first, type, code: names.code(code), name }),
      event("SchoolConverted", { schoolId, on: second, type: back, code: names.code(((code + 45) % 90) + 10), name }),
    ];
  },
);

/** Any change of a school. A merger and a transfer are recorded for both schools. */
export const changesOfSchools: fc.Arbitrary<Happening> = fc.oneof(
  opens(school),
  returns(school),
  closes,
  restores,
  closesForATime,
  converts,
  convertsAndBack,
  happening({ n: school, into: school, on }, ({ n, into, on }, names) => [
    event("SchoolAbsorbed", { schoolId: names.school(into), on, fromSchoolId: names.school(n) }),
    event("SchoolMerged", { schoolId: names.school(n), on, intoSchoolId: names.school(into) }),
  ]),
  happening({ n: school, on }, ({ n, on }, names) =>
    event("SchoolRenamed", { schoolId: names.school(n), on, name: `${on} 更名` }),
  ),
  happening({ n: school, on, region }, ({ n, on, region }, names) =>
    event("SchoolHandedOver", { schoolId: names.school(n), on, administeredBy: names.unit(region) }),
  ),
  happening({ n: school, on, region }, ({ n, on, region }, names) =>
    event("SchoolRelocated", { schoolId: names.school(n), on, locatedIn: names.unit(region) }),
  ),
  happening({ n: school, on, ownership }, ({ n, on, ownership }, names) =>
    event("SchoolOwnershipChanged", { schoolId: names.school(n), on, ownership }),
  ),
  happening({ n: school, on, urbanRural }, ({ n, on, urbanRural }, names) =>
    event("SchoolReclassified", { schoolId: names.school(n), on, urbanRural }),
  ),
  happening({ n: school, to: school, on, stage }, ({ n, to, on, stage }, names) => [
    event("StageReceived", { schoolId: names.school(to), on, stage, fromSchoolId: names.school(n) }),
    event("StageTransferred", { schoolId: names.school(n), on, stage, toSchoolId: names.school(to) }),
  ]),
  happening({ n: school, on, key }, ({ n, on, key }, names) =>
    event("CampusOpened", { schoolId: names.school(n), on, campus: campus(key) }),
  ),
  {
    arbitrary: happening({ n: school, on, key: fc.constantFrom("0", "0", "1", "2") }, ({ n, on, key }, names) =>
      event("CampusClosed", { schoolId: names.school(n), on, key }),
    ),
    weight: 4,
  },
);
