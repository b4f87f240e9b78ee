import type { RegionEvent } from "@lianxiao/events";
import { covers, grow, planted, statusOf } from "@lianxiao/regions";
import type { AnyEvent, Data } from "./events.ts";

export type Asked = {
  readonly region: string;
  readonly rate: "GROUP" | "ZONE" | "TIGHT";
  readonly basis: "SCHOOLS" | "CAMPUSES" | "PUPILS";
  readonly asOf: string;
  readonly stage: "ALL" | "PRIMARY" | "JUNIOR";
  readonly ownership: "ALL" | "PUBLIC" | "PRIVATE";
};

type School = {
  readonly type: string;
  readonly ownership: string;
  readonly administeredBy: string;
  readonly stages: ReadonlySet<string>;
  readonly campuses: ReadonlySet<string>;
};
type Group = Pick<Data<"GroupDrafted">, "kind" | "tightness" | "leadSchoolId"> & { readonly status: string };
type Stay = Pick<Data<"SchoolJoinedGroup">, "schoolId" | "groupId" | "tightness" | "campuses">;

const stagesOf = (type: string): ReadonlySet<string> =>
  new Set([
    ...(["211", "312", "345"].includes(type) ? ["PRIMARY"] : []),
    ...(["311", "312", "321", "341", "345"].includes(type) ? ["JUNIOR"] : []),
  ]);

/** How things stood on a day: the events that had taken effect by then, one after another, written for plainness only. */
const worldOn = (events: readonly AnyEvent[], asOf: string) => {
  const schools = new Map<string, School>();
  const groups = new Map<string, Group>();
  const stays = new Map<string, Stay>();
  const pupils = new Map<string, number>();
  const tree = events.filter((event): event is RegionEvent => event.type.startsWith("Region")).reduce(grow, planted);
  const change = (id: string, how: (school: School) => Partial<School>) => {
    const school = schools.get(id);
    if (school) schools.set(id, { ...school, ...how(school) });
  };
  const stand = (id: string, how: Partial<Group>) => {
    const group = groups.get(id);
    if (group) groups.set(id, { ...group, ...how });
  };
  for (const { type, data } of events) {
    if ("on" in data && data.on !== null && data.on > asOf) continue;
    if (type === "SchoolOpened")
      schools.set(data.schoolId, {
        ...data,
        stages: stagesOf(data.type),
        // A school that is opened again keeps the campuses that it still has.
        campuses: new Set([...(schools.get(data.schoolId)?.campuses ?? []), ...data.campuses.map(({ key }) => key)]),
      });
    if (type === "SchoolClosed" || type === "SchoolMerged") schools.delete(data.schoolId);
    if (type === "SchoolHandedOver") change(data.schoolId, () => ({ administeredBy: data.administeredBy }));
    if (type === "SchoolOwnershipChanged") change(data.schoolId, () => ({ ownership: data.ownership }));
    if (type === "SchoolConverted") change(data.schoolId, () => ({ type: data.type, stages: stagesOf(data.type) }));
    if (type === "StageTransferred")
      change(data.schoolId, ({ stages }) => ({ stages: new Set([...stages].filter((stage) => stage !== data.stage)) }));
    if (type === "CampusOpened")
      change(data.schoolId, ({ campuses }) => ({ campuses: new Set([...campuses, data.campus.key]) }));
    if (type === "CampusClosed")
      change(data.schoolId, ({ campuses }) => ({ campuses: new Set([...campuses].filter((key) => key !== data.key)) }));
    if (type === "AnnualReturnRecorded" && schoolYearOf(asOf) === data.schoolYear)
      for (const stage of ["PRIMARY", "JUNIOR"] as const) pupils.set(`${data.schoolId} ${stage}`, data.pupils[stage]);
    if (type === "GroupDrafted") groups.set(data.groupId, { ...data, status: "DRAFT" });
    if (type === "GroupApproved")
      stand(data.groupId, { status: "ACTIVE", leadSchoolId: data.leadSchoolId, tightness: data.tightness });
    if (type === "GroupSuspended") stand(data.groupId, { status: "SUSPENDED" });
    if (type === "GroupResumed") stand(data.groupId, { status: "ACTIVE" });
    if (type === "GroupDissolved") stand(data.groupId, { status: "DISSOLVED" });
    if (type === "SchoolJoinedGroup") stays.set(`${data.schoolId} ${data.groupId}`, data);
    if (type === "SchoolLeftGroup") stays.delete(`${data.schoolId} ${data.groupId}`);
  }
  return { schools, groups, stays: [...stays.values()], pupils, tree };
};

type World = ReturnType<typeof worldOn>;

const isOf = ({ stages }: School, { stage }: Asked): boolean => (stage === "ALL" ? stages.size > 0 : stages.has(stage));

const pupilsIn = ({ pupils }: World, id: string, { stage }: Asked): readonly (number | undefined)[] =>
  (stage === "ALL" ? ["PRIMARY", "JUNIOR"] : [stage]).map((each) => pupils.get(`${id} ${each}`));

/** How many schools do not count, and the first reason of each why not. */
export const naiveExcluded = (events: readonly AnyEvent[], asked: Asked): Readonly<Record<string, number>> => {
  const world = worldOn(events, asked.asOf);
  const counts: Record<string, number> = {};
  if (statusOf(world.tree, asked.region, asked.asOf) === "ABOLISHED") return counts;
  const reasonOf = (id: string, school: School): string | undefined => {
    if (school.type === "218") return "TEACHING_POINT";
    if (!isOf(school, asked)) return "OTHER_STAGE";
    if (asked.ownership !== "ALL" && school.ownership !== asked.ownership) return "OTHER_OWNERSHIP";
    if (asked.basis === "CAMPUSES" && school.campuses.size === 0) return "NO_CAMPUS";
    if (asked.basis === "PUPILS" && pupilsIn(world, id, asked).every((n) => n === undefined)) return "NO_RETURN";
    return undefined;
  };
  for (const [id, school] of world.schools) {
    const reason = reasonOf(id, school);
    if (reason === undefined || !covers(world.tree, asked.region, school.administeredBy, asked.asOf)) continue;
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
};

const schoolYearOf = (day: string): number => Number(day.slice(0, 4)) - (day.slice(5) < "09-01" ? 1 : 0);

/** A coverage rate counted from scratch out of the events, as DOMAIN B1 words it. */
export const naiveCoverage = (events: readonly AnyEvent[], asked: Asked) => {
  const world = worldOn(events, asked.asOf);
  const { schools, groups, stays, tree } = world;
  const none = { numerator: 0, denominator: 0 };
  const status = statusOf(tree, asked.region, asked.asOf);
  if (status === "ABOLISHED") return { ...none, reason: "REGION_ABOLISHED" };
  const staysOf = (groupId: string, group: Group): readonly Stay[] => [
    { groupId, schoolId: group.leadSchoolId, tightness: group.tightness, campuses: null },
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
    const all = staysOf(groupId, group).filter(({ schoolId }) => schools.has(schoolId));
    const isGroup = new Set(all.map(({ schoolId }) => schoolId)).size > 1 || new Set(all.flatMap(campusesOf)).size > 1;
    if (group.status !== "ACTIVE" || !kinds.includes(group.kind) || !isGroup) return [];
    return all.filter(({ tightness }) => asked.rate !== "TIGHT" || tightness === "TIGHT");
  });
  const coveredCampuses = new Set(covering.flatMap(campusesOf));
  const among = [...schools].filter(
    ([, school]) =>
      isOf(school, asked) &&
      (asked.ownership === "ALL" || school.ownership === asked.ownership) &&
      covers(tree, asked.region, school.administeredBy, asked.asOf),
  );
  const isCovered = ([id, { campuses }]: [string, School]): boolean =>
    covering.some((stay) => stay.schoolId === id && stay.campuses === null) ||
    (campuses.size > 0 && [...campuses].every((key) => coveredCampuses.has(`${id} ${key}`)));
  const pupilsOf = ([id]: [string, School]) => pupilsIn(world, id, asked);
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
