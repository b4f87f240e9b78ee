import { covers, statusOf } from "@lianxiao/regions";
import type { Entered } from "./events.ts";
import { type Group, type School, type Stay, type World, worldOn } from "./naive-world.ts";

export type Asked = {
  readonly region: string;
  readonly rate: "GROUP" | "ZONE" | "TIGHT";
  readonly basis: "SCHOOLS" | "CAMPUSES" | "PUPILS";
  readonly asOf: string;
  readonly stage: "ALL" | "PRIMARY" | "JUNIOR";
  readonly ownership: "ALL" | "PUBLIC" | "PRIVATE";
};

/** The stages of which a school is counted, of those that are asked for: a teaching point is counted in none. */
const countedIn = ({ type, stages }: School, { stage }: Asked): readonly string[] =>
  (stage === "ALL" ? ["PRIMARY", "JUNIOR"] : [stage]).filter((each) => type !== "218" && stages.has(each));

/** The pupils of the stages that it is counted in. */
const pupilsIn = ({ pupils }: World, [id, school]: [string, School], asked: Asked): readonly (number | undefined)[] =>
  countedIn(school, asked).map((stage) => pupils.get(`${id} ${stage}`));

/** How many schools do not count, and the first reason of each why not. */
export const naiveExcluded = (records: readonly Entered[], asked: Asked): Readonly<Record<string, number>> => {
  const world = worldOn(records, asked.asOf);
  const counts: Record<string, number> = {};
  if (statusOf(world.tree, asked.region, asked.asOf) !== "IN_FORCE") return counts;
  const reasonOf = (id: string, school: School): string | undefined => {
    if (school.type === "218") return "TEACHING_POINT";
    if (countedIn(school, asked).length === 0) return "OTHER_STAGE";
    if (asked.ownership !== "ALL" && school.ownership !== asked.ownership) return "OTHER_OWNERSHIP";
    if (asked.basis === "CAMPUSES" && school.campuses.size === 0) return "NO_CAMPUS";
    if (asked.basis === "PUPILS" && pupilsIn(world, [id, school], asked).every((n) => n === undefined))
      return "NO_RETURN";
    return undefined;
  };
  for (const [id, school] of world.schools) {
    const reason = reasonOf(id, school);
    if (reason === undefined || !covers(world.tree, asked.region, school.administeredBy, asked.asOf)) continue;
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
};

/** A coverage rate counted from scratch out of the events, as DOMAIN B1 words it. */
export const naiveCoverage = (records: readonly Entered[], asked: Asked) => {
  const world = worldOn(records, asked.asOf);
  const { schools, groups, stays, tree } = world;
  const none = { numerator: 0, denominator: 0 };
  const status = statusOf(tree, asked.region, asked.asOf);
  if (status === "UNKNOWN") return { ...none, reason: "OUT_OF_SCOPE" };
  if (status !== "IN_FORCE") return { ...none, reason: `REGION_${status}` };
  // The lead counts as such; one that is lost counts only while it is still a member.
  const staysOf = (groupId: string, { status, leadSchoolId, tightness }: Group): readonly Stay[] => [
    ...(status === "ACTIVE" ? [{ groupId, schoolId: leadSchoolId, tightness, campuses: null }] : []),
    ...stays.filter((stay) => stay.groupId === groupId),
  ];
  const campusesOf = ({ schoolId, campuses }: Stay): readonly string[] =>
    [...(schools.get(schoolId)?.campuses ?? [])]
      .filter((key) => campuses === null || campuses.includes(key))
      .map((key) => `${schoolId} ${key}`);
  const covering = [...groups].flatMap(([groupId, group]) => {
    const kinds =
      asked.rate === "ZONE"
        ? ["ZONE", "GREATER_ZONE"]
        : ["GROUP", "ALLIANCE", "ZONE", "GREATER_ZONE", "ENTRUSTED", "COMMUNITY", "COLLABORATIVE"];
    const all = staysOf(groupId, group).filter(
      (stay) => schools.has(stay.schoolId) && (stay.campuses === null || campusesOf(stay).length > 0),
    );
    const isGroup = new Set(all.map(({ schoolId }) => schoolId)).size > 1 || new Set(all.flatMap(campusesOf)).size > 1;
    const inForce = ["ACTIVE", "WAITING_FOR_LEAD"].includes(group.status);
    if (!inForce || !kinds.includes(group.kind) || !isGroup) return [];
    return all.filter(({ tightness }) => asked.rate !== "TIGHT" || tightness === "TIGHT");
  });
  const coveredCampuses = new Set(covering.flatMap(campusesOf));
  const among = [...schools].filter(
    ([, school]) =>
      countedIn(school, asked).length > 0 &&
      (asked.ownership === "ALL" || school.ownership === asked.ownership) &&
      covers(tree, asked.region, school.administeredBy, asked.asOf),
  );
  const isCovered = ([id, { campuses }]: [string, School]): boolean =>
    covering.some((stay) => stay.schoolId === id && stay.campuses === null) ||
    (campuses.size > 0 && [...campuses].every((key) => coveredCampuses.has(`${id} ${key}`)));
  const pupilsOf = (one: [string, School]) => pupilsIn(world, one, asked);
  const sum = (of: readonly [string, School][]): number =>
    of.flatMap(pupilsOf).reduce<number>((total, n) => total + (n ?? 0), 0);
  const covered = among.filter(isCovered);
  const reasonFor = (denominator: number) => (denominator === 0 ? "EMPTY_SET" : null);
  if (asked.basis === "SCHOOLS")
    return { numerator: covered.length, denominator: among.length, reason: reasonFor(among.length) };
  if (asked.basis === "CAMPUSES") {
    const all = among.flatMap(([id, { campuses }]) => [...campuses].map((key) => `${id} ${key}`));
    return {
      numerator: all.filter((key) => coveredCampuses.has(key)).length,
      denominator: all.length,
      reason: reasonFor(all.length),
    };
  }
  const nobody = among.length > 0 && among.flatMap(pupilsOf).every((n) => n === undefined);
  return { numerator: sum(covered), denominator: sum(among), reason: nobody ? "NO_RETURN" : reasonFor(sum(among)) };
};
