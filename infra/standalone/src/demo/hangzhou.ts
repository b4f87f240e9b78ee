import type { SchoolType, UrbanRural } from "@lianxiao/events";
import { approve, draft, type Group, join } from "./group.ts";
import { annualReturn, codeOf, numbered, open, type School, wordOf } from "./school.ts";

/** The county units of 杭州 at the end of 2018, without 滨江: schools, and how many were in a group of their own county. */
const districts = [
  ["330102", "上城", 18, 17, "111"],
  ["330103", "下城", 20, 17, "111"],
  ["330104", "江干", 28, 23, "111"],
  ["330105", "拱墅", 18, 14, "111"],
  ["330106", "西湖", 24, 19, "111"],
  ["330109", "萧山", 36, 16, "112"],
  ["330110", "余杭", 34, 14, "112"],
  ["330111", "富阳", 20, 7, "121"],
  ["330112", "临安", 18, 5, "121"],
  ["330122", "桐庐", 14, 4, "122"],
  ["330127", "淳安", 12, 2, "220"],
  ["330182", "建德", 14, 4, "122"],
] as const satisfies readonly (readonly [string, string, number, number, UrbanRural])[];

const typeAt = (index: number): SchoolType => {
  if (index % 10 === 9) return "312";
  return index % 3 === 2 ? "311" : "211";
};

type Place = { readonly region: string; readonly place: string; readonly urbanRural: UrbanRural };

const schoolAt = ({ region, place, urbanRural }: Place, index: number, covered: boolean): School => {
  const type = typeAt(index);
  // Schools outside the groups opened recently, so it is plausible that they are in none.
  const year = covered ? 1978 + ((index * 11) % 34) : 2014 + (index % 5);
  return {
    code: codeOf(type, region, index + 1),
    name: `${place}示例${wordOf[type]}${numbered(index + 1)}`,
    type,
    region,
    on: `${year}-09-01`,
    urbanRural,
  };
};

/** Groups of five or a little more, the lead first; a district with few covered schools has one. */
const rosters = (schools: readonly School[]): readonly (readonly School[])[] => {
  const count = Math.max(1, Math.floor(schools.length / 5));
  return Array.from({ length: count }, (_, roster) => schools.filter((_, index) => index % count === roster));
};

const districtOf = ([region, place, count, covered, urbanRural]: (typeof districts)[number]) => {
  const schools = Array.from({ length: count }, (_, index) =>
    schoolAt({ region, place, urbanRural }, index, index < covered),
  );
  const groups = rosters(schools.slice(0, covered)).flatMap(([lead, ...members], index) => {
    if (lead === undefined) return [];
    const group: Group = {
      key: `hz-${region}-${numbered(index + 1)}`,
      name: `${place}示例教育集团${numbered(index + 1)}`,
      kind: "GROUP",
      tightness: index % 2 === 0 ? "TIGHT" : "LOOSE",
      lead,
      on: `${2013 + (index % 6)}-09-01`,
    };
    return [{ group, members }];
  });
  return { region, place, schools, groups };
};

/** 杭州 at the end of 2018 but for 滨江, which has its own page. */
export const hangzhou = districts.map(districtOf);

const groups = hangzhou.flatMap((district) => district.groups);

// A member counts in its own county: a rural school of 淳安 in a group led from 西湖.
const acrossCounties = hangzhou.flatMap(({ region, schools }) => (region === "330127" ? schools.slice(2, 3) : []));
const ledFromXihu = groups.filter(({ group }) => group.key === "hz-330106-02");

export const hangzhouWaves2018 = [
  hangzhou.flatMap(({ schools }) => schools.map(open)),
  groups.map(({ group }) => draft(group)),
  groups.map(({ group }) => approve(group)),
  [
    ...groups.flatMap(({ group, members }) => members.map((school) => join({ school, group }))),
    ...ledFromXihu.flatMap(({ group }) =>
      acrossCounties.map((school) => join({ school, group, note: "跨区县集团化办学" })),
    ),
  ],
];

const pupilsOf = (stage: "PRIMARY" | "JUNIOR", place: number) => ({
  taught: 70 * (9 + ((place * 5) % 7)) + (stage === "PRIMARY" ? place : 0),
  teaching: (stage === "PRIMARY" ? 4 : 6) * (9 + ((place * 5) % 7)),
});

/** Returns for the school year 2023, so that the rate by pupils covers the whole city and not only 滨江. */
export const hangzhouReturns2023 = hangzhou.flatMap(({ schools }) =>
  schools.map((school, place) => {
    const primary = school.type === "311" ? undefined : pupilsOf("PRIMARY", place);
    const junior = school.type === "211" ? undefined : pupilsOf("JUNIOR", place);
    return annualReturn(school, 2023, {
      pupils: { PRIMARY: primary?.taught ?? 0, JUNIOR: junior?.taught ?? 0 },
      teachers: { PRIMARY: primary?.teaching ?? 0, JUNIOR: junior?.teaching ?? 0 },
    });
  }),
);
