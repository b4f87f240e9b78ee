import {
  effective,
  type GroupEvent,
  GroupKind,
  group,
  Name,
  Note,
  RegionCode,
  SchoolId,
  Tightness,
} from "@lianxiao/events";
import { uuidV5 } from "@lianxiao/kernel";
import { statusOf } from "@lianxiao/regions";
import {
  type CommandTable,
  type Facts,
  type Prepared,
  Problem,
  type Route,
  route,
  type Words,
} from "@lianxiao/service";
import { z } from "zod";
import { groupFact, schoolFact, tightStays } from "./facts.ts";
import { type GroupCommand, groupDecider, type State } from "./group.ts";

const draftGroup = route({
  summary: ["起草集团", "Draft a group"],
  body: z.strictObject({
    name: Name,
    kind: GroupKind,
    leadSchoolId: SchoolId,
    region: RegionCode,
    tightness: Tightness.default("LOOSE"),
    note: Note.optional(),
  }),
  creates: (_body, commandId) => uuidV5("group", commandId),
  prepare: async ({ id, body, facts }): Promise<Prepared<GroupCommand>> => {
    // A draft has no date yet, so any region that ever was will do; approval is dated.
    if (statusOf(await facts.regions(), body.region, "1900-01-01") === "UNKNOWN")
      throw new Problem("REGION_UNKNOWN", { errors: [{ pointer: "/region", code: "REGION_UNKNOWN" }] });
    const { state: lead, unchanged } = await schoolFact(facts.store, body.leadSchoolId);
    const command = { type: "DraftGroup", data: { ...body, groupId: id, lead } } as const;
    return { command, concern: { regions: [body.region], leads: [body.leadSchoolId] }, unchanged };
  },
});

const approveGroup = route({
  summary: ["批准集团", "Approve a group"],
  body: z.strictObject(effective),
  mustExist: true,
  prepare: async ({ id, body, facts }): Promise<Prepared<GroupCommand>> => {
    const drafted = await existing(facts, id);
    const [school, stays] = await Promise.all([
      schoolFact(facts.store, drafted.leadSchoolId),
      tightStays(facts.store, drafted.leadSchoolId),
    ]);
    const other = Object.entries(stays.state).filter(
      ([groupId, to]) => groupId !== id && (to === undefined || to > body.on),
    );
    const lasting = await Promise.all(
      other.map(async ([groupId]) => {
        const { dissolvedOn } = (await groupFact(facts.store, groupId)).state;
        return dissolvedOn === undefined || dissolvedOn > body.on ? [groupId] : [];
      }),
    );
    const lead = { school: school.state, tightGroup: lasting.flat()[0] };
    const command = { type: "ApproveGroup", data: { ...body, groupId: id, lead } } as const;
    return { command, concern: { regions: [drafted.region] }, unchanged: [...school.unchanged, ...stays.unchanged] };
  },
});

const existing = async (facts: Facts, groupId: string) => {
  const { state } = await groupFact(facts.store, groupId);
  if (!state.drafted) throw new Problem("NOT_FOUND");
  return state;
};

/** A command on a group that exists, given by a bureau of its region. */
const onGroup = <Shape extends z.ZodRawShape>(
  summary: Words,
  shape: Shape,
  commandOf: (groupId: string, body: z.output<z.ZodObject<Shape, z.core.$strict>>) => GroupCommand,
): Route<GroupCommand> =>
  route({
    summary,
    body: z.strictObject(shape),
    mustExist: true,
    prepare: async ({ id, body, facts }) => {
      const { region } = await existing(facts, id);
      return { command: commandOf(id, body), concern: { regions: [region] } };
    },
  });
export const groupTable: CommandTable<State, GroupCommand, GroupEvent> = {
  decider: groupDecider,
  codec: group,
  title: ["集团", "Groups"],
  routes: {
    "draft-group": draftGroup,
    "approve-group": approveGroup,
    "rename-group": onGroup(["集团更名", "Rename a group"], { ...effective, name: Name }, (groupId, body) => ({
      type: "RenameGroup",
      data: { ...body, groupId },
    })),
    "suspend-group": onGroup(["暂停集团", "Suspend a group"], { ...effective, reason: Note }, (groupId, body) => ({
      type: "SuspendGroup",
      data: { ...body, groupId },
    })),
    "resume-group": onGroup(["恢复集团", "Resume a group"], effective, (groupId, body) => ({
      type: "ResumeGroup",
      data: { ...body, groupId },
    })),
    "dissolve-group": onGroup(["解散集团", "Dissolve a group"], { ...effective, reason: Note }, (groupId, body) => ({
      type: "DissolveGroup",
      data: { ...body, groupId },
    })),
  },
};
