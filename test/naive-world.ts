import { type RegionEvent, region } from "@lianxiao/events";
import type { AnyEvent, Data, Entered } from "./events.ts";
import { naiveTree } from "./naive-tree.ts";

export type School = {
  readonly open: boolean;
  readonly type: string;
  readonly ownership: string;
  readonly urbanRural: string;
  readonly administeredBy: string;
  readonly stages: ReadonlySet<string>;
  readonly campuses: ReadonlySet<string>;
};
/** The status follows from `marks`, which are decisions and events such as "approved" and "leaderless". */
export type Group = Pick<Data<"GroupDrafted">, "kind" | "tightness" | "leadSchoolId"> & {
  readonly marks: ReadonlySet<string>;
  readonly status: string;
};
export type Stay = Pick<Data<"SchoolJoinedGroup">, "schoolId" | "groupId" | "tightness" | "campuses">;

const stagesOf = (type: string): ReadonlySet<string> =>
  new Set([
    ...(["211", "312", "345"].includes(type) ? ["PRIMARY"] : []),
    ...(["311", "312", "321", "341", "345"].includes(type) ? ["JUNIOR"] : []),
  ]);

/** The order in which events of one day take effect, without types that have no effect here. */
const order: readonly AnyEvent["type"][] = [
  "SchoolOpened",
  "SchoolRestored",
  "StageTransferred",
  "SchoolConverted",
  "SchoolOwnershipChanged",
  "SchoolReclassified",
  "SchoolHandedOver",
  "StageReceived",
  "CampusOpened",
  "CampusClosed",
  "SchoolMerged",
  "SchoolClosed",
  "GroupDrafted",
  "GroupApproved",
  "GroupSuspended",
  "GroupResumed",
  "GroupLeadLost",
  "GroupLeadChanged",
  "GroupDissolved",
  "SchoolLeftGroup",
  "SchoolJoinedGroup",
];

const dayOf = ({ data }: AnyEvent): string => ("on" in data && data.on !== null ? data.on : "");

/** The events as corrected, in the order in which they were recorded, without withdrawn ones. */
const putRight = (records: readonly Entered[]): readonly AnyEvent[] => {
  const instead = new Map<string, AnyEvent | null>();
  for (const { event } of records) if (event.type === "Corrected") instead.set(event.data.event, event.data.becomes);
  const right: AnyEvent[] = [];
  for (const { id, event } of records) {
    if (event.type === "Corrected" || event.type === "CommandAbandoned") continue;
    const said = instead.get(id);
    if (said !== null) right.push(said ?? event);
  }
  return right;
};

const schoolYearOf = (day: string): number => Number(day.slice(0, 4)) - (day.slice(5) < "09-01" ? 1 : 0);

const statusOf = (marks: ReadonlySet<string>): string => {
  if (marks.has("dissolved")) return "DISSOLVED";
  if (!marks.has("approved")) return "DRAFT";
  if (marks.has("suspended")) return "SUSPENDED";
  return marks.has("leaderless") ? "WAITING_FOR_LEAD" : "ACTIVE";
};

/** The state on a day, folded from all events up to it; written for clarity only. */
export const worldOn = (records: readonly Entered[], asOf: string) => {
  const schools = new Map<string, School>();
  const groups = new Map<string, Group>();
  const stays = new Map<string, Stay>();
  const pupils = new Map<string, number>();
  const events = putRight(records);
  const tree = naiveTree(
    events.filter((event): event is RegionEvent => event.type in region.types),
    asOf,
  );
  const change = (id: string, how: (school: School) => Partial<School>) => {
    const school = schools.get(id);
    if (school) schools.set(id, { ...school, ...how(school) });
  };
  const stand = (id: string, how: Partial<Group>, { mark = "", unmark = "" } = {}) => {
    const group = groups.get(id);
    if (group === undefined) return;
    const marks = new Set([...group.marks, mark].filter((one) => one !== unmark));
    groups.set(id, { ...group, ...how, marks, status: statusOf(marks) });
  };
  const byDay = events
    .filter((event) => dayOf(event) <= asOf)
    .map((event, place) => ({ event, place, day: dayOf(event), kind: order.indexOf(event.type) }))
    .sort((a, b) => a.day.localeCompare(b.day) || a.kind - b.kind || a.place - b.place);
  for (const {
    event: { type, data },
  } of byDay) {
    if (type === "SchoolOpened")
      schools.set(data.schoolId, {
        ...data,
        open: true,
        stages: stagesOf(data.type),
        campuses: new Set(data.campuses.map(({ key }) => key)),
      });
    if (type === "SchoolRestored")
      change(data.schoolId, ({ campuses }) => ({
        open: true,
        campuses: data.campuses ? new Set(data.campuses.map(({ key }) => key)) : campuses,
      }));
    if (type === "SchoolClosed" || type === "SchoolMerged") change(data.schoolId, () => ({ open: false }));
    if (type === "SchoolHandedOver") change(data.schoolId, () => ({ administeredBy: data.administeredBy }));
    if (type === "SchoolOwnershipChanged") change(data.schoolId, () => ({ ownership: data.ownership }));
    if (type === "SchoolReclassified") change(data.schoolId, () => ({ urbanRural: data.urbanRural }));
    if (type === "SchoolConverted") change(data.schoolId, () => ({ type: data.type, stages: stagesOf(data.type) }));
    if (type === "StageReceived") change(data.schoolId, ({ stages }) => ({ stages: new Set([...stages, data.stage]) }));
    if (type === "StageTransferred")
      change(data.schoolId, ({ stages }) => ({ stages: new Set([...stages].filter((stage) => stage !== data.stage)) }));
    if (type === "CampusOpened")
      change(data.schoolId, ({ campuses }) => ({ campuses: new Set([...campuses, data.campus.key]) }));
    if (type === "CampusClosed")
      change(data.schoolId, ({ campuses }) => ({ campuses: new Set([...campuses].filter((key) => key !== data.key)) }));
    if (type === "AnnualReturnRecorded" && schoolYearOf(asOf) === data.schoolYear)
      for (const stage of ["PRIMARY", "JUNIOR"] as const) pupils.set(`${data.schoolId} ${stage}`, data.pupils[stage]);
    if (type === "GroupDrafted") groups.set(data.groupId, { ...data, marks: new Set(), status: "DRAFT" });
    if (type === "GroupApproved")
      stand(data.groupId, { leadSchoolId: data.leadSchoolId, tightness: data.tightness }, { mark: "approved" });
    if (type === "GroupSuspended") stand(data.groupId, {}, { mark: "suspended" });
    if (type === "GroupResumed") stand(data.groupId, {}, { unmark: "suspended" });
    if (type === "GroupLeadLost") stand(data.groupId, {}, { mark: "leaderless" });
    if (type === "GroupLeadChanged") stand(data.groupId, { leadSchoolId: data.leadSchoolId }, { unmark: "leaderless" });
    if (type === "GroupDissolved") stand(data.groupId, {}, { mark: "dissolved" });
    if (type === "SchoolLeftGroup") stays.delete(`${data.schoolId} ${data.groupId}`);
    if (type === "SchoolJoinedGroup") stays.set(`${data.schoolId} ${data.groupId}`, data);
  }
  const open = new Map([...schools].filter(([, school]) => school.open));
  return { schools: open, groups, stays: [...stays.values()], pupils, tree };
};

export type World = ReturnType<typeof worldOn>;
