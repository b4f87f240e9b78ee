import type { Day } from "@lianxiao/events";
import {
  type AnyEvent,
  approved,
  type Entered,
  event,
  groupId,
  joined,
  opened,
  proposed,
  returned,
  schoolId,
} from "../../../../test/events.ts";
import { type Relation, relatedBy } from "./scope.ts";
import type { Table } from "./table.ts";

export const today: Day = "2026-01-01";

/** Regions that readers are of, with everything in which they lie. Nothing in the record is of the last two. */
const above: Readonly<Record<string, readonly string[]>> = {
  "330108": ["330108", "330100", "330000"],
  "330106": ["330106", "330100", "330000"],
  "330100": ["330100", "330000"],
  "330000": ["330000"],
  "330105": ["330105", "330100", "330000"],
  "440305": ["440305", "440300", "440000"],
};

export const readers: readonly (readonly string[])[] = [[], ...Object.keys(above).map((region) => [region])];
export const strangers: readonly (readonly string[])[] = [[], ["330105"], ["440305"]];
export const whole = ["330000"];

const campuses = [{ key: "1", name: "本部" }];
const school = (n: number, administeredBy: string, data: Parameters<typeof opened>[1] = {}) =>
  opened(schoolId(n), { administeredBy, campuses, ...data });

/** Rows in every table: two counties with schools that closed, moved or are to come, and groups across both. */
export const world: readonly (AnyEvent | Entered)[] = [
  event("RateDefinedLocally", { id: "330100", rate: "GROUP", options: {}, text: "按公布口径", on: "2022-01-01" }),
  { type: "RegionSetDefined", data: { set: "two", name: "两县", members: ["330108", "330106"] } },
  event("RegionMerged", { id: "330102", into: ["330104"], on: "2021-04-09" }),
  ...[1, 2, 3, 4].map((n) => school(n, "330108")),
  ...[5, 6, 7].map((n) => school(n, "330106")),
  school(8, "330108", { on: "2030-09-01" }),
  school(9, "330100"),
  event("SchoolClosed", { schoolId: schoolId(2), on: "2024-09-01" }),
  event("SchoolHandedOver", { schoolId: schoolId(3), on: "2023-09-01", administeredBy: "330106" }),
  event("SchoolHandedOver", { schoolId: schoolId(4), on: "2027-09-01", administeredBy: "330106" }),
  ...[1, 3, 5].map((n) => returned(schoolId(n), 2023, { PRIMARY: 10 * n })),
  ...approved(groupId(1), schoolId(1), { region: "330108" }),
  ...approved(groupId(2), schoolId(5), { region: "330106" }),
  ...approved(groupId(3), schoolId(6), { region: "330100" }),
  joined(schoolId(1), groupId(1), { role: "LEAD" }),
  joined(schoolId(5), groupId(1)),
  joined(schoolId(7), groupId(2)),
  joined(schoolId(3), groupId(3)),
  proposed(schoolId(6), groupId(1)),
  proposed(schoolId(1), groupId(2), { by: "SCHOOL" }),
  proposed(schoolId(7), groupId(3)),
];

type Row = Readonly<Record<string, unknown>>;
/** All stored rows, by table. */
export type Stored = Readonly<Record<string, readonly Row[]>>;

const beginOf = (range: unknown): string => /^.([^,]*),/.exec(String(range))?.[1] ?? "";
const endOf = (range: unknown): string => /,(.*).$/.exec(String(range))?.[1] ?? "";
const isBelieved = ({ known }: Row): boolean => endOf(known) === "";
const isToday = ({ valid }: Row): boolean => beginOf(valid) <= today && (endOf(valid) || "9999") > today;

/** What a reader of these regions is related to, told from the rows of schools, groups and members one by one. */
const relatedTo = (stored: Stored, regions: readonly string[]): Readonly<Record<Relation, ReadonlySet<unknown>>> => {
  const { school = [], school_group = [], membership = [] } = stored;
  const isMine = (unit: unknown): boolean => regions.some((region) => above[String(unit)]?.includes(region));
  const own = new Set<unknown>();
  for (const [id, rows] of Map.groupBy(school.filter(isBelieved), ({ school_id }) => school_id)) {
    const inOrder = rows.toSorted((one, other) => (beginOf(one["valid"]) < beginOf(other["valid"]) ? -1 : 1));
    const { administered_by } = inOrder.findLast(({ valid }) => beginOf(valid) <= today) ?? inOrder[0] ?? {};
    if (isMine(administered_by)) own.add(id);
  }
  const groups = new Set<unknown>();
  const inCharge = new Set<unknown>();
  for (const group of school_group) {
    const { group_id, region, lead_school_id, status } = group;
    if (isMine(region) || own.has(lead_school_id)) groups.add(group_id);
    const leads = status !== "WAITING_FOR_LEAD" && own.has(lead_school_id);
    if (isBelieved(group) && isToday(group) && (isMine(region) || leads)) inCharge.add(group_id);
  }
  for (const { school_id, group_id } of membership) if (own.has(school_id)) groups.add(group_id);
  return { school: own, group: groups, groupInCharge: inCharge };
};

/** The rows of a table that a reader of these regions may see. */
export const mayBeSeen = ({ name, scope }: Table, stored: Stored, regions: readonly string[]): readonly Row[] => {
  const rows = stored[name] ?? [];
  if (scope === "public") return rows;
  const mine = relatedTo(stored, regions);
  return rows.filter((row) => relatedBy(scope).some(({ column, relation }) => mine[relation].has(row[column])));
};
