import type { SchoolType } from "@lianxiao/events";
import { approve, draft, type Group, join } from "./group.ts";
import { codeOf, numbered, open, type School, wordOf } from "./school.ts";
import type { Step } from "./step.ts";

const region = "370786";

const typeAt = (index: number): SchoolType => {
  if (index % 12 === 11) return "312";
  return index % 4 === 3 ? "311" : "211";
};

/** 昌邑's 69 schools: twelve in the town, the others rural. */
const schools = Array.from({ length: 69 }, (_, index): School => {
  const type = typeAt(index);
  return {
    code: codeOf(type, region, index + 1),
    name: `昌邑示例${wordOf[type]}${numbered(index + 1)}`,
    type,
    region,
    on: `${1980 + ((index * 7) % 38)}-09-01`,
    urbanRural: index < 12 ? "111" : ((["121", "210", "220"] as const)[index % 3] ?? "220"),
  };
});

// “城区名校+农村学校”发展共同体: an urban lead with three rural schools each.
const communities = schools.slice(0, 6).map((lead, index) => {
  const group: Group = {
    key: `cy-${numbered(index + 1)}`,
    name: `昌邑示例发展共同体${numbered(index + 1)}`,
    kind: "COMMUNITY",
    tightness: "LOOSE",
    lead,
    on: "2023-09-01",
  };
  return { group, members: schools.slice(12 + index * 3, 15 + index * 3) };
});

export const changyiWaves: readonly (readonly Step[])[] = [
  schools.map(open),
  communities.map(({ group }) => draft(group)),
  communities.map(({ group }) => approve(group)),
  communities.flatMap(({ group, members }) => members.map((school) => join({ school, group }))),
];

/** A school that joined on 2024-09-01 and was recorded half a year later. */
export const lateJoining: readonly Step[] = communities
  .slice(0, 1)
  .flatMap(({ group }) =>
    schools
      .slice(30, 31)
      .map((school) => join({ school, group, on: "2024-09-01", note: "补录：2024 年 9 月加入，2025 年 3 月登记。" })),
  );
