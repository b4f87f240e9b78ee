import {
  type GroupEvent,
  GroupKind,
  type GroupState,
  NewName,
  NewNote,
  newlyEffective,
  RegionCode,
  SchoolId,
  Tightness,
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
  type Words,
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
  summary: ["批准集团", "Approve a group"],
  body: z.strictObject(newlyEffective),
  action: "approve-group",
  targets: ({ id, own }) => ({ group: aGroup(id), lead: aSchool(own.latest?.leadSchoolId ?? id) }),
  says: ({ id, body, own: { latest } }) =>
    latest === undefined
      ? []
      : [
          {
            type: "GroupApproved",
            data: {
              ...body,
              groupId: id,
              leadSchoolId: latest.leadSchoolId,
              tightness: latest.tightness,
              kind: latest.kind,
            },
          },
        ],
});

const changeLead = route({
  summary: ["变更牵头校", "Change the lead school"],
  body: z.strictObject({ ...newlyEffective, leadSchoolId: SchoolId }),
  action: "change-lead",
  targets: ({ id, body }) => ({ group: aGroup(id), lead: aSchool(body.leadSchoolId) }),
  reads: ({ body, own }) => ({
    lead: membershipOf(body.leadSchoolId),
    former: membershipOf(own.on(body.on)?.leadSchoolId ?? body.leadSchoolId),
  }),
  says: ({ id, body, own, known }) => {
    const group = own.on(body.on);
    if (group === undefined) return [];
    const isMember = (stays: object) => id in stays;
    const { leadSchoolId: formerId, kind, tightness } = group;
    const stays = formerId !== body.leadSchoolId && isMember(known.former.on(body.on).stays);
    const joins = !isMember(known.lead.on(body.on).stays);
    return [
      {
        type: "GroupLeadChanged",
        data: { ...body, groupId: id, joins, formerLeadSchoolId: stays ? formerId : null, kind, tightness },
      },
    ];
  },
});

type Data<Type extends GroupEvent["type"]> = Extract<GroupEvent, { type: Type }>["data"];

/** A dated change of one group: the body is what the event says beside the group's id. */
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
    "suspend-group": change("GroupSuspended", ["暂停集团", "Suspend a group"], { ...newlyEffective, reason: NewNote }),
    "resume-group": change("GroupResumed", ["恢复集团", "Resume a group"], newlyEffective),
    "dissolve-group": change("GroupDissolved", ["解散集团", "Dissolve a group"], {
      ...newlyEffective,
      reason: NewNote,
    }),
    ...correctionRoutes(groupCategory, { action: "correct-group", targets: onGroup }),
  },
};
