import type { Ask } from "./documents.fixture.ts";
import { groups, schools, set } from "./world.fixture.ts";

const ask = (root: string, args: string): Ask => ({ root, args });
const rate = 'basis: PUPILS, asOf: "2026-11-22"';

const beside: Readonly<Record<string, readonly Ask[]>> = {
  schools: Object.values(schools).flatMap(({ id, code }) => [
    ask("school", `id: "${id}"`),
    ask("school", `code: "${code}"`),
    // Before anything was handed over, called otherwise, or in a group.
    ask("school", `id: "${id}", asOf: "2021-06-01"`),
  ]),
  groups: Object.values(groups).flatMap(({ id }) => [
    ask("group", `id: "${id}"`),
    ask("group", `id: "${id}", asOf: "2022-10-01"`),
  ]),
  lists: [
    ask("schools", 'first: 9, asOf: "2021-06-01"'),
    ask("schools", 'first: 9, search: "不可外泄"'),
    ask("groups", 'first: 5, search: "不可外泄", asOf: "2022-10-01"'),
    ask("membershipProposals", 'first: 5, region: "330102"'),
    ask("membershipProposals", 'first: 5, state: WAITING, by: GROUP, asOf: "2021-06-01"'),
  ],
  rates: ["330102", "330106", "330109", "330100", "330000", "440305"].map((region) =>
    ask("coverage", `region: "${region}", ${rate}`),
  ),
};

const nameOf = ({ root, args }: Ask): string => `${root}(${args})`;
const named = (several: readonly Ask[]) => Object.fromEntries(several.map((one) => [nameOf(one), one]));

const refused: readonly (readonly [Ask, string])[] = [
  [ask("school", `id: "${schools.school.id}", code: "${schools.school.code}"`), "SCHOOL_KEY_INVALID"],
  [ask("schools", 'first: 9, region: "999999"'), "REGION_UNKNOWN"],
  [ask("groups", 'first: 5, after: "W10"'), "CURSOR_INVALID"],
];

/** The codes with which some asks are refused, by name, whoever asks. */
export const refusals = Object.fromEntries(refused.map(([one, code]) => [nameOf(one), [code]]));

/** What each caller asks: first what the table is about, by name, then whatever else might tell something. */
export const asks = {
  school: ask("school", `id: "${schools.school.id}"`),
  group: ask("group", `id: "${groups.group.id}"`),
  schools: ask("schools", "first: 9"),
  groups: ask("groups", "first: 5"),
  membershipProposals: ask("membershipProposals", "first: 5"),
  region: ask("region", 'code: "330108"'),
  "region above": ask("region", 'code: "330100"'),
  "region abolished": ask("region", 'code: "330113"'),
  coverage: ask("coverage", `region: "330108", local: true, ${rate}`),
  coverageOfSet: ask("coverageOfSet", `set: "${set}", ${rate}`),
  ...named(Object.values(beside).flat()),
  ...named(refused.map(([one]) => one)),
} satisfies Readonly<Record<string, Ask>>;
