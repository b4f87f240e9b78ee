import type { SchoolType } from "@lianxiao/events";
import { approve, draft, type Group, join } from "./group.ts";
import { annualReturn, change, codeOf, numbered, open, type School, spread, wordOf } from "./school.ts";
import type { Step } from "./step.ts";

const region = "330108";

/** 滨江's 34 schools: type, year of opening, group, and a name where the source gives one. */
const rows: readonly (readonly [SchoolType, number, number, string?])[] = [
  ["312", 2011, 1, "杭州二中白马湖学校"],
  ["312", 2004, 2, "江南实验学校"],
  ["312", 2009, 3],
  ["312", 2020, 8],
  ["312", 2012, 2, "滨江示例民办学校05"],
  ["311", 1998, 4],
  ["311", 2002, 1],
  ["311", 2006, 2],
  ["311", 2010, 3],
  ["311", 2014, 5],
  ["311", 2016, 7],
  ["311", 2019, 7],
  ["311", 2021, 9],
  ["311", 2022, 10],
  ["211", 1996, 5],
  ["211", 1999, 6],
  ["211", 2001, 1],
  ["211", 2003, 1],
  ["211", 2005, 2],
  ["211", 2007, 3],
  ["211", 2008, 4],
  ["211", 2011, 4],
  ["211", 2013, 5],
  ["211", 2015, 6],
  ["211", 2016, 8],
  ["211", 2018, 9],
  ["211", 2019, 7],
  ["211", 2019, 5],
  ["211", 2020, 8],
  ["211", 2020, 6],
  ["211", 2021, 9],
  ["211", 2021, 4],
  ["211", 2022, 10],
  ["211", 2022, 3],
];

const schools = rows.map(([type, year, group, given], index) => {
  const serial = rows.slice(0, index + 1).filter((row) => row[0] === type).length;
  const name = given ?? `滨江示例${wordOf[type]}${numbered(serial)}`;
  const school: School = {
    code: codeOf(type, region, index + 1),
    name,
    type,
    region,
    on: `${year}-09-01`,
    ownership: name.includes("民办") ? "PRIVATE" : "PUBLIC",
    ...(name === "滨江示例学校03" && {
      campuses: [1, 2].map((key) => ({ key: String(key), name: `${name}第${key}校区` })),
    }),
  };
  return { school, year, group };
});

/** The groups in order: lead school's place in the table and the year of approval. */
const founded = [
  [0, 2014],
  [1, 2013],
  [2, 2015],
  [5, 2016],
  [14, 2017],
  [15, 2018],
  [10, 2019],
  [24, 2020],
  [25, 2021],
  [13, 2022],
] as const;

const groups = founded.flatMap(([place, year], index) => {
  const lead = schools[place]?.school;
  if (lead === undefined) return [];
  const named = index < 2 ? lead.name : `滨江示例${numbered(index + 1)}`;
  const group: Group = {
    key: `bj-${numbered(index + 1)}`,
    name: `${named}教育集团`,
    kind: "GROUP",
    tightness: index % 3 === 2 ? "LOOSE" : "TIGHT",
    lead,
    on: `${year}-09-01`,
  };
  return [{ group, year, place: index + 1 }];
});

/** What happened in 滨江 in the years `[from, to]`: schools opened, groups approved, schools joined. */
export const binjiangWaves = (from: number, to: number): readonly (readonly Step[])[] => {
  const within = (year: number) => year >= from && year <= to;
  const begun = groups.filter(({ year }) => within(year)).map(({ group }) => group);
  const joining = groups.flatMap(({ group, year, place }) =>
    schools
      .filter((member) => member.group === place && member.school !== group.lead && within(Math.max(year, member.year)))
      .map(({ school }) => join({ school, group })),
  );
  return [
    schools.filter(({ year }) => within(year)).map(({ school }) => open(school)),
    begun.map(draft),
    begun.map(approve),
    joining,
  ];
};

/** The one private school's figures; all others share the rest. */
const own = { primary: { pupils: 955, teachers: 54 }, junior: { pupils: 640, teachers: 60 } };

const shares = (types: readonly SchoolType[], pupils: number, teachers: number) => {
  const codes = schools
    .map(({ school }) => school)
    .filter((school) => types.includes(school.type) && school.ownership === "PUBLIC");
  const [each, staff] = [spread(pupils, codes.length), spread(teachers, codes.length)];
  return new Map(codes.map(({ code }, index) => [code, { pupils: each[index] ?? 0, teachers: staff[index] ?? 0 }]));
};

const primary = shares(["211", "312"], 36_825 - own.primary.pupils, 2_078 - own.primary.teachers);
const junior = shares(["311", "312"], 12_264 - own.junior.pupils, 1_146 - own.junior.teachers);
const none = { pupils: 0, teachers: 0 };

const returnOf = (school: School): Step => {
  const isPrivate = school.ownership === "PRIVATE";
  const p = isPrivate ? own.primary : (primary.get(school.code) ?? none);
  const j = isPrivate ? own.junior : (junior.get(school.code) ?? none);
  const figures = {
    pupils: { PRIMARY: p.pupils, JUNIOR: j.pupils },
    teachers: { PRIMARY: p.teachers, JUNIOR: j.teachers },
  };
  return annualReturn(school, 2023, figures);
};

// The second campus of a primary school opens with the school year 2023.
const secondCampus = schools
  .filter(({ school }) => school.name === "滨江示例小学01")
  .map(({ school }) =>
    change(school, "open-campus", { campus: { key: "2", name: `${school.name}第2校区` }, on: "2023-09-01" }),
  );

export const binjiangWaves2023 = [secondCampus, schools.map(({ school }) => returnOf(school))];
