import { hangzhou } from "./hangzhou.ts";
import { bureauOf, change, type School } from "./school.ts";
import type { Step } from "./step.ts";

const regionStep = (id: string, command: string, body: Step["body"]): Step => ({
  id,
  account: bureauOf("330100"),
  path: `/v1/region/cn/${command}`,
  body,
});

/** 江干 and 下城 are not in the code table of 2023: they were there before the records. */
export const formerDistricts: readonly Step[] = [
  ["330103", "下城区"],
  ["330104", "江干区"],
].map(([code, name]) =>
  regionStep(`region/${code}`, "open-region", { code, name, level: "COUNTY", parent: "330100", on: null }),
);

export const urbanSix: Step = regionStep("region-set/hangzhou-urban-6", "define-region-set", {
  set: "hangzhou-urban-6",
  name: "杭州六城区",
  members: ["330102", "330103", "330104", "330105", "330106", "330108"],
  note: "2018 年的上城、下城、江干、拱墅、西湖、滨江六个城区。来源只说“六城区”，集合由示例定义。",
});

const reformDay = "2021-04-09";
const on = { on: reformDay, document: "杭州市部分行政区划调整（2021 年）" };

/** The reform of 2021-04-09 in the tree: two districts go into their neighbours, two begin. */
export const reform: readonly Step[] = [
  regionStep("merge/330104", "merge-region", { code: "330104", into: "330102", ...on }),
  regionStep("merge/330103", "merge-region", { code: "330103", into: "330105", ...on }),
  regionStep("region/330113", "open-region", {
    code: "330113",
    name: "临平区",
    level: "COUNTY",
    parent: "330100",
    ...on,
  }),
  regionStep("region/330114", "open-region", {
    code: "330114",
    name: "钱塘区",
    level: "COUNTY",
    parent: "330100",
    ...on,
  }),
];

const schoolsOf = (region: string): readonly School[] =>
  hangzhou.find((district) => district.region === region)?.schools ?? [];

const handOver = (school: School, administeredBy: string): readonly Step[] => [
  change(school, "hand-over-school", { administeredBy, on: reformDay }),
  change(school, "relocate-school", { locatedIn: administeredBy, on: reformDay }),
];

// Every fifth school, so that members and others go alike; how many went in fact, the sources do not say.
const everyFifth = (schools: readonly School[], from: number) =>
  schools.filter((_, index) => index % 5 === from || index % 5 === from + 1);

const moves = [
  ...everyFifth(schoolsOf("330110"), 0).map((school) => handOver(school, "330113")),
  ...everyFifth(schoolsOf("330109"), 3).map((school) => handOver(school, "330114")),
];

/** Who administers comes first, then where the school is: both are in the school's own stream. */
export const handOvers = [0, 1].map((order) => moves.flatMap((steps) => steps.slice(order, order + 1)));
