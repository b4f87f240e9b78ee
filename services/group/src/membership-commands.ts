import {
  CampusKey,
  Day,
  GroupId,
  MemberRole,
  type MembershipEvent,
  membership,
  Note,
  Precision,
  Tightness,
} from "@lianxiao/events";
import { covers, type RegionTree, successorOf } from "@lianxiao/regions";
import { type CommandTable, type Facts, type Prepared, Problem, route } from "@lianxiao/service";
import { z } from "zod";
import { type GroupFact, groupFact, type SchoolFact, schoolFact, tightStays } from "./facts.ts";
import { type JoinGroup, type MembershipCommand, membershipDecider, type State } from "./membership.ts";

/** Both must exist: a school or group that nobody has recorded is not found. */
const partiesOf = async (facts: Facts, schoolId: string, groupId: string) => {
  const [school, group] = await Promise.all([schoolFact(facts.store, schoolId), groupFact(facts.store, groupId)]);
  if (school.state.openedOn === undefined || !group.state.drafted)
    throw new Problem("NOT_FOUND", { detail: `school ${schoolId} or group ${groupId}` });
  return { school: school.state, group: group.state, unchanged: [...school.unchanged, ...group.unchanged] };
};

/** Bureaus of the school's region; the lead of the group for schools within the group's own region. */
const concernOf = async (facts: Facts, { school, group, on }: { school: SchoolFact; group: GroupFact; on: string }) => {
  const { administeredBy } = school;
  const regions = administeredBy === undefined ? [] : [administeredBy];
  const within =
    administeredBy !== undefined && withinRegion(await facts.regions(), { region: group.region, administeredBy, on });
  return { regions, leads: within ? [group.leadSchoolId] : [] };
};

/** A group stays where its region has gone to. */
const withinRegion = (
  tree: RegionTree,
  of: { readonly region: string; readonly administeredBy: string; readonly on: string },
): boolean => covers(tree, successorOf(tree, of.region, of.on), of.administeredBy, of.on);

/** What `JoinGroup` must know beside its body; also used by the reaction that joins the lead school. */
export const joining = async (
  facts: Facts,
  data: Omit<JoinGroup, "group" | "school" | "dissolved" | "kind" | "tightness"> & {
    readonly tightness?: Tightness | undefined;
  },
) => {
  const { school, group, unchanged } = await partiesOf(facts, data.schoolId, data.groupId);
  const { state: stays } = await tightStays(facts.store, data.schoolId);
  const dissolved: Record<string, string> = {};
  for (const groupId of Object.keys(stays)) {
    const { dissolvedOn } = (await groupFact(facts.store, groupId)).state;
    if (dissolvedOn !== undefined) dissolved[groupId] = dissolvedOn;
  }
  const { kind } = group;
  const join: JoinGroup = { ...data, kind, tightness: data.tightness ?? group.tightness, group, school, dissolved };
  return { command: { type: "JoinGroup", data: join } as const, school, group, unchanged };
};

const joinGroup = route({
  summary: ["加入集团", "Join a group"],
  body: z.strictObject({
    groupId: GroupId,
    on: Day,
    precision: Precision.default("DAY"),
    role: MemberRole.default("MEMBER"),
    tightness: Tightness.optional(),
    campuses: z.array(CampusKey).min(1).max(50).nullable().default(null),
    note: Note.optional(),
  }),
  prepare: async ({ id, body, facts }): Promise<Prepared<MembershipCommand>> => {
    const { command, school, group, unchanged } = await joining(facts, { ...body, schoolId: id });
    return { command, concern: await concernOf(facts, { school, group, on: body.on }), unchanged };
  },
});

const leaveGroup = route({
  summary: ["退出集团", "Leave a group"],
  body: z.strictObject({ groupId: GroupId, on: Day, precision: Precision.default("DAY"), reason: Note.optional() }),
  prepare: async ({ id, body, facts }): Promise<Prepared<MembershipCommand>> => {
    const { school, group } = await partiesOf(facts, id, body.groupId);
    const concern = await concernOf(facts, { school, group, on: body.on });
    return { command: { type: "LeaveGroup", data: { ...body, schoolId: id } }, concern: { ...concern, members: [id] } };
  },
});

export const membershipTable: CommandTable<State, MembershipCommand, MembershipEvent> = {
  decider: membershipDecider,
  codec: membership,
  title: ["成员关系", "Memberships"],
  routes: { "join-group": joinGroup, "leave-group": leaveGroup },
};
