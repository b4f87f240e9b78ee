import type { SchoolType } from "@lianxiao/events";
import { approve, draft, type Group, join } from "./group.ts";
import { codeOf, numbered, open, type School, wordOf } from "./school.ts";
import type { Step } from "./step.ts";

const region = "440304";

/** 福田's 98 schools with 116 campuses: how many campuses each school of the type has, in turn. */
const table: readonly (readonly [SchoolType, readonly number[]])[] = [
  ["211", Array.from({ length: 60 }, (_, index) => (index % 10 === 9 ? 2 : 1))],
  ["312", Array.from({ length: 22 }, (_, index) => (index % 6 === 5 ? 3 : 1 + Number(index % 6 === 2)))],
  ["311", Array.from({ length: 14 }, (_, index) => (index === 13 ? 3 : 1))],
  ["341", [1, 1]],
];

const schoolAt = (
  type: SchoolType,
  index: number,
  { campuses, serial }: { campuses: number; serial: number },
): School => {
  const name = `福田示例${wordOf[type]}${numbered(index + 1)}`;
  const keys = Array.from({ length: campuses }, (_, key) => String(key + 1));
  return {
    code: codeOf(type, region, serial),
    name,
    type,
    region,
    on: `${1984 + ((serial * 7) % 38)}-09-01`,
    ...(campuses > 1 && { campuses: keys.map((key) => ({ key, name: `${name}第${key}校区` })) }),
  };
};

const counts = table.flatMap(([type, campuses]) => campuses.map((count, index) => ({ type, index, count })));
const schools = counts.map(({ type, index, count }, at) => schoolAt(type, index, { campuses: count, serial: at + 1 }));
const several = schools.filter((school) => school.campuses !== undefined);
const single = schools.filter((school) => school.campuses === undefined);

const groupAt = (index: number, lead: School, kind: "GROUP" | "GREATER_ZONE"): Group => {
  const number = numbered(index + 1);
  return kind === "GROUP"
    ? {
        key: `ft-${number}`,
        name: `福田示例公办教育集团${number}`,
        kind,
        tightness: "TIGHT",
        lead,
        on: `${2017 + index}-09-01`,
      }
    : { key: `ft-zone-${number}`, name: `福田示例大学区${number}`, kind, tightness: "LOOSE", lead, on: "2024-09-01" };
};

const eachOf = (count: number) => Array.from({ length: count }, (_, index) => index);
const part = (from: readonly School[], start: number, size: number) => from.slice(start, start + size);

// Seven groups of five, from the multi-campus schools and, for the rest, from the end of the list.
const groups = eachOf(7).flatMap((index) => {
  const [lead, ...members] = [...part(several, index, 1), ...part(single.toReversed(), index * 4, 4)];
  return lead === undefined ? [] : [{ group: groupAt(index, lead, "GROUP"), members }];
});

// Nine zones of three campuses: a lead and a member of one campus each, and one campus of a larger school.
const zones = eachOf(9).flatMap((index) => {
  const [lead, ...others] = part(single, index * 2, 2);
  return lead === undefined
    ? []
    : [{ group: groupAt(index, lead, "GREATER_ZONE"), members: [...others, ...part(several, index, 1)] }];
});

// Two zones also take in a campus of their neighbour: campuses are counted once however often they are in.
const shared = zones
  .slice(0, 2)
  .flatMap(({ members }, index) => part(members, 0, 1).map((school) => ({ school, to: zones[index + 2]?.group })));

export const futianWaves: readonly (readonly Step[])[] = [
  schools.map(open),
  groups.map(({ group }) => draft(group)),
  groups.map(({ group }) => approve(group)),
  groups.flatMap(({ group, members }) => members.map((school) => join({ school, group }))),
];

const campuses = ["1"];
export const futianZoneWaves: readonly (readonly Step[])[] = [
  zones.map(({ group }) => draft(group)),
  zones.map(({ group }) => approve(group)),
  zones.flatMap(({ group, members }) => members.map((school) => join({ school, group, campuses }))),
  shared.flatMap(({ school, to }) => (to === undefined ? [] : [join({ school, group: to, campuses })])),
];
