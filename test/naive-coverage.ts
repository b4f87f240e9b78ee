import type { Entered } from "./events.ts";
import { type Group, type School, type Stay, type World, worldOn } from "./naive-world.ts";

/**
 * What a question is about: the unit to which a code refers, a unit without some of its descendants, or a set of
 * regions.
 */
type Whereabouts =
  | { readonly region: string }
  | { readonly unit: string; readonly but?: readonly string[] }
  | { readonly set: string };

export type Asked = Whereabouts & {
  readonly rate: "GROUP" | "ZONE" | "TIGHT";
  readonly basis: "SCHOOLS" | "CAMPUSES" | "PUPILS";
  readonly asOf: string;
  readonly stage: "ALL" | "PRIMARY" | "JUNIOR";
  readonly ownership: "ALL" | "PUBLIC" | "PRIVATE";
  readonly urbanRural: "ALL" | "URBAN" | "TOWN" | "RURAL" | "TOWN_AND_RURAL";
  readonly local?: boolean;
  readonly options?: Options;
};

type Options = { readonly includeTeachingPoints?: boolean; readonly kinds?: readonly string[] };

/** The options that apply: those of the region's own definition, if it is asked for, and those that are given. */
const optionsFor = ({ tree }: World, asked: Asked): Options => {
  if (!asked.local || !("region" in asked)) return asked.options ?? {};
  const meant = tree.meant(asked.region);
  return meant?.status === "IN_FORCE"
    ? { ...tree.definitionOf(meant.id, asked.rate), ...asked.options }
    : (asked.options ?? {});
};

/** Whether a unit belongs to what is asked about; a reason instead, if no unit can on that day. */
const whereabouts = ({ tree }: World, asked: Whereabouts): ((unit: string) => boolean) | string => {
  if ("set" in asked) {
    const members = tree.membersOf(asked.set);
    return (unit) => members.some((member) => tree.isWithin(unit, member));
  }
  if ("unit" in asked) {
    const { unit: id, but = [] } = asked;
    if (!tree.isInForce(id)) return tree.hasBegun(id) ? "REGION_ABOLISHED" : "REGION_NOT_YET";
    return (unit) => tree.isWithin(unit, id) && !but.some((other) => tree.isWithin(unit, other));
  }
  const meant = tree.meant(asked.region);
  if (meant === undefined) return "OUT_OF_SCOPE";
  return meant.status === "IN_FORCE" ? (unit) => tree.isWithin(unit, meant.id) : `REGION_${meant.status}`;
};

const isLeftOut = ({ type }: School, { options }: Asked): boolean =>
  type === "218" && options?.includeTeachingPoints !== true;

/** The stages in which a school counts, of those asked for; a teaching point, if it counts, in the primary stage. */
const countedIn = (school: School, asked: Asked): readonly string[] => {
  const stages = school.type === "218" ? new Set(["PRIMARY"]) : school.stages;
  const wanted = asked.stage === "ALL" ? ["PRIMARY", "JUNIOR"] : [asked.stage];
  return isLeftOut(school, asked) ? [] : wanted.filter((each) => stages.has(each));
};

/** 城乡分类 begins with 11 in 城区, 12 in 镇区, 2 in 乡村. */
const isInArea = ({ urbanRural: code }: School, { urbanRural: asked }: Asked): boolean => {
  const area = code.startsWith("11") ? "URBAN" : code.startsWith("12") ? "TOWN" : "RURAL";
  return asked === "ALL" || asked === area || (asked === "TOWN_AND_RURAL" && area !== "URBAN");
};

/** The pupils of the stages in which the school counts. */
const pupilsIn = ({ pupils }: World, [id, school]: [string, School], asked: Asked): readonly (number | undefined)[] =>
  countedIn(school, asked).map((stage) => pupils.get(`${id} ${stage}`));

/** The number of schools that do not count, by the first reason that applies. */
const excluded = (world: World, asked: Asked): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const belongs = whereabouts(world, asked);
  if (typeof belongs === "string") return counts;
  const reasonOf = (id: string, school: School): string | undefined => {
    if (isLeftOut(school, asked)) return "TEACHING_POINT";
    if (countedIn(school, asked).length === 0) return "OTHER_STAGE";
    if (asked.ownership !== "ALL" && school.ownership !== asked.ownership) return "OTHER_OWNERSHIP";
    if (!isInArea(school, asked)) return "OTHER_AREA";
    if (asked.basis === "CAMPUSES" && school.campuses.size === 0) return "NO_CAMPUS";
    if (asked.basis === "PUPILS" && pupilsIn(world, [id, school], asked).every((n) => n === undefined))
      return "NO_RETURN";
    return undefined;
  };
  for (const [id, school] of world.schools) {
    const reason = reasonOf(id, school);
    if (reason !== undefined && belongs(school.administeredBy)) counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
};

/** A coverage rate counted from scratch, by definition B1. */
const counted = (world: World, asked: Asked) => {
  const { schools, groups, stays } = world;
  const none = { numerator: 0, denominator: 0 };
  const belongs = whereabouts(world, asked);
  if (typeof belongs === "string") return { ...none, reason: belongs };
  // The lead of an active group counts even without a membership. A lead that is lost counts only while it is a member.
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
      asked.options?.kinds ??
      (asked.rate === "ZONE"
        ? ["ZONE", "GREATER_ZONE"]
        : ["GROUP", "ALLIANCE", "ZONE", "GREATER_ZONE", "ENTRUSTED", "COMMUNITY", "COLLABORATIVE"]);
    const all = staysOf(groupId, group).filter(
      (stay) => schools.has(stay.schoolId) && (stay.campuses === null || campusesOf(stay).length > 0),
    );
    const members = all.filter(({ schoolId }) => {
      const school = schools.get(schoolId);
      return school !== undefined && !isLeftOut(school, asked);
    });
    const two = asked.basis === "CAMPUSES" ? members.flatMap(campusesOf) : members.map(({ schoolId }) => schoolId);
    const isGroup = new Set(two).size > 1;
    const inForce = ["ACTIVE", "WAITING_FOR_LEAD"].includes(group.status);
    if (!inForce || !kinds.includes(group.kind) || !isGroup) return [];
    return all.filter(({ tightness }) => asked.rate !== "TIGHT" || tightness === "TIGHT");
  });
  const coveredCampuses = new Set(covering.flatMap(campusesOf));
  const among = [...schools].filter(
    ([, school]) =>
      countedIn(school, asked).length > 0 &&
      (asked.ownership === "ALL" || school.ownership === asked.ownership) &&
      isInArea(school, asked) &&
      belongs(school.administeredBy),
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

/** The answers for one day, recounted from the whole log, and the tree on which they are based. */
export const recountOf = (records: readonly Entered[], asOf: string) => {
  const world = worldOn(records, asOf);
  const settled = (asked: Asked): Asked => ({ ...asked, local: false, options: optionsFor(world, asked) });
  return {
    tree: world.tree,
    settled,
    coverage: (asked: Asked) => counted(world, settled(asked)),
    excluded: (asked: Asked) => excluded(world, settled(asked)),
  };
};
