import {
  endOf,
  type GroupEvent,
  GroupKind,
  type GroupState,
  NewName,
  NewNote,
  newlyEffective,
  onlyWith,
  period,
  RegionCode,
  RequiredNote,
  SchoolId,
  Tightness,
  Until,
  type Words,
} from "@lianxiao/events";
import {
  aGroup,
  aRegion,
  aSchool,
  type CommandTable,
  correctionRoutes,
  membershipOf,
  regionIdAt,
  routesOf,
} from "@lianxiao/service";
import { z } from "zod";
import { type GroupReads, groupCategory } from "./group.ts";

const route = routesOf(groupCategory);

const draftGroup = route({
  summary: ["起草集团", "Draft a group"],
  body: z.strictObject({
    name: NewName,
    kind: GroupKind,
    leadSchoolId: SchoolId,
    region: RegionCode,
    tightness: Tightness.default("LOOSE"),
    note: NewNote.optional(),
  }),
  creates: true,
  action: "draft-group",
  // A draft has no date: its region is the one that has the code today.
  targets: ({ body, tree, today }) => ({
    region: aRegion(regionIdAt(tree, today, { "/region": body.region })),
    lead: aSchool(body.leadSchoolId),
  }),
  says: ({ id, body, tree, today }) => [
    {
      type: "GroupDrafted",
      data: { ...body, groupId: id, region: regionIdAt(tree, today, { "/region": body.region }) },
    },
  ],
});

const onGroup = ({ id }: { readonly id: string }) => ({ group: aGroup(id) });

const approveGroup = route({
  summary: [
    "批准集团；until 与 reason 为补录已解散的集团",
    "Approve a group; with `until` and `reason` one that was missed and has been dissolved",
  ],
  body: onlyWith(
    onlyWith(
      period(z.strictObject({ ...newlyEffective, until: Until, reason: NewNote.optional() })),
      "until",
      "reason",
    ),
    "reason",
    "until",
  ),
  action: "approve-group",
  targets: ({ id, own }) => ({ group: aGroup(id), lead: aSchool(own.latest?.leadSchoolId ?? id) }),
  says: ({ id: groupId, body: { until, reason = "", ...body }, own: { latest } }) => {
    if (latest === undefined) return [];
    const { leadSchoolId, tightness, kind } = latest;
    return [
      { type: "GroupApproved", data: { ...body, groupId, leadSchoolId, tightness, kind } },
      ...endOf({ ...body, until }).map(
        (dated) => ({ type: "GroupDissolved", data: { ...dated, groupId, reason } }) as const,
      ),
    ];
  },
});

const changeLead = route({
  summary: [
    "变更牵头校；until 为补录一段牵头，其后由原牵头校继续牵头",
    "Change the lead school; with `until` for a time that was missed, after which the former lead leads again",
  ],
  body: period(z.strictObject({ ...newlyEffective, leadSchoolId: SchoolId, until: Until })),
  action: "change-lead",
  targets: ({ id, body }) => ({ group: aGroup(id), lead: aSchool(body.leadSchoolId) }),
  reads: ({ body, own }) => ({
    lead: membershipOf(body.leadSchoolId),
    former: membershipOf(own.on(body.on)?.leadSchoolId ?? body.leadSchoolId),
  }),
  says: ({ id, body: { until, ...body }, own, known }) => {
    const group = own.on(body.on);
    if (group === undefined) return [];
    const isMember = (stays: object) => id in stays;
    const { leadSchoolId: formerId, kind, tightness } = group;
    const { leadSchoolId } = body;
    const stays = formerId !== leadSchoolId && isMember(known.former.on(body.on).stays);
    const joins = !isMember(known.lead.on(body.on).stays);
    const of = { groupId: id, kind, tightness };
    return [
      { type: "GroupLeadChanged", data: { ...body, ...of, joins, formerLeadSchoolId: stays ? formerId : null } },
      // If the former lead is not a member then, the rules of its membership refuse the mirrored event.
      ...endOf({ ...body, until }).map((dated) => {
        const again = { leadSchoolId: formerId, formerLeadSchoolId: leadSchoolId, joins: false };
        return { type: "GroupLeadChanged", data: { ...dated, ...of, ...again } } as const;
      }),
    ];
  },
});

const suspendGroup = route({
  summary: [
    "暂停集团；until 为补录已结束的暂停",
    "Suspend a group; with `until` a suspension that was missed and has ended",
  ],
  body: period(z.strictObject({ ...newlyEffective, reason: RequiredNote, until: Until })),
  action: "change-group",
  targets: onGroup,
  says: ({ id: groupId, body: { until, ...body } }) => [
    { type: "GroupSuspended", data: { ...body, groupId } },
    ...endOf({ ...body, until }).map((dated) => ({ type: "GroupResumed", data: { ...dated, groupId } }) as const),
  ],
});

type Data<Type extends GroupEvent["type"]> = Extract<GroupEvent, { type: Type }>["data"];

/** A dated change of a group: the body has the event's fields, without the group's id. */
const change = <Shape extends z.ZodRawShape, Type extends GroupEvent["type"]>(
  type: Type,
  summary: Words,
  shape: Shape & { readonly [Field in keyof Omit<Data<Type>, "groupId">]-?: z.ZodType },
) =>
  route({
    summary,
    body: z.strictObject(shape),
    action: "change-group",
    targets: onGroup,
    // The body has every field of the event but the group's id: `shape` is typed by them.
    says: ({ id, body }) => [{ type, data: { ...body, groupId: id } } as unknown as GroupEvent],
  });

export const groupTable: CommandTable<GroupState, GroupEvent, GroupReads> = {
  category: groupCategory,
  title: ["集团", "Groups"],
  routes: {
    "draft-group": draftGroup,
    "approve-group": approveGroup,
    "change-lead": changeLead,
    "rename-group": change("GroupRenamed", ["集团更名", "Rename a group"], { ...newlyEffective, name: NewName }),
    "suspend-group": suspendGroup,
    "resume-group": change("GroupResumed", ["恢复集团", "Resume a group"], newlyEffective),
    "dissolve-group": change("GroupDissolved", ["解散集团", "Dissolve a group"], {
      ...newlyEffective,
      reason: RequiredNote,
    }),
    ...correctionRoutes(groupCategory, { action: "correct-group", targets: onGroup }),
  },
};
