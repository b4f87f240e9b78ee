import { GroupId } from "@lianxiao/events";
import { type Group as GroupRow, group, groups, type Member as MemberRow } from "@lianxiao/read-model";
import { builder } from "../builder.ts";
import { recordedRegion, searchOf } from "../filter.ts";
import { type Dated, dated, momentOf } from "../moment.ts";
import { connectionOf, pageArguments, pageOf } from "./connection.ts";
import { Answer, momentArguments } from "./moment.ts";
import { Region } from "./region.ts";
import { School } from "./school.ts";
import { GroupKind, GroupStatus, MemberRole, Tightness } from "./terms.ts";

export const Group = builder.objectRef<Dated<GroupRow>>("Group");

const Membership = builder.objectRef<Dated<MemberRow>>("Membership").implement({
  description: "一所学校在一个集团中的成员关系。A school's stay in a group on a day.",
  interfaces: [Answer],
  fields: (t) => ({
    school: t.field({
      type: School,
      nullable: true,
      description: "学校；不在账号范围内时为 null。The school; null when it is not to be seen.",
      resolve: async (row, _args, { at }) => dated(await at(row.moment).school(row.schoolId), row),
    }),
    group: t.field({
      type: Group,
      nullable: true,
      description: "集团；不在账号范围内时为 null。The group; null when it is not to be seen.",
      extensions: { cost: 5 },
      resolve: async (row, _args, { at }) => dated(await at(row.moment).group(row.groupId), row),
    }),
    schoolId: t.exposeID("schoolId", {
      description: "学校的内部编号，命令用它。The school's lasting id, for commands.",
    }),
    groupId: t.exposeID("groupId", { description: "集团的内部编号。The group's lasting id." }),
    schoolCode: t.exposeString("schoolCode", { description: "学校当日的标识码。The school's code on the day." }),
    schoolName: t.exposeString("schoolName", { description: "学校当日的名称。The school's name on the day." }),
    role: t.field({ type: MemberRole, description: "角色。Role.", resolve: ({ role }) => role }),
    tightness: t.field({ type: Tightness, description: "紧密程度。How tight.", resolve: (row) => row.tightness }),
    campuses: t.stringList({
      nullable: true,
      description: "参加的校区编号；全校参加时为 null。The campuses that joined; null for the whole school.",
      resolve: ({ campuses }) => campuses && [...campuses],
    }),
    since: t.field({ type: "Date", nullable: true, description: "始于。Since when.", resolve: (row) => row.since }),
    until: t.field({
      type: "Date",
      nullable: true,
      description: "止于（当日已不是成员）；没有终止日时为 null。The first day without it; null when none is recorded.",
      resolve: (row) => row.until,
    }),
  }),
});

builder.objectField(School, "memberships", (t) =>
  t.field({
    type: [Membership],
    description: "当日参加的集团。The groups it is in on the day.",
    extensions: { size: 3 },
    resolve: async (row, _args, { at }) =>
      (await at(row.moment).memberships(row.id)).map((member) => ({ ...member, moment: row.moment })),
  }),
);

Group.implement({
  description: "集团、学区、联盟等在某日的情况。A group as it is on a day.",
  interfaces: [Answer],
  fields: (t) => ({
    id: t.exposeID("id", { description: "内部编号。Lasting id." }),
    name: t.exposeString("name", { description: "名称。Name." }),
    kind: t.field({ type: GroupKind, description: "形式。Form.", resolve: ({ kind }) => kind }),
    tightness: t.field({ type: Tightness, description: "紧密程度。How tight.", resolve: (row) => row.tightness }),
    status: t.field({ type: GroupStatus, description: "当日的状态。State on the day.", resolve: (row) => row.status }),
    region: t.field({
      type: Region,
      description: "批准它的区划。The region that approved it.",
      resolve: ({ region, moment }) => ({ id: region, moment }),
    }),
    lead: t.field({
      type: School,
      nullable: true,
      description: "牵头校；不在账号范围内时为 null。The lead school; null when it is not to be seen.",
      resolve: async (row, _args, { at }) => dated(await at(row.moment).school(row.leadSchoolId), row),
    }),
    members: t.field({
      type: [Membership],
      description:
        "当日的成员，牵头校在前；负责该集团的账号可见全部成员，其他账号只见本范围内的。The members on the day, the lead first: all " +
        "of them for whoever is responsible for the group, its own for any other account.",
      resolve: async (row, _args, { at }) =>
        (await at(row.moment).members(row.id)).map((member) => ({ ...member, moment: row.moment })),
    }),
    since: t.field({
      type: "Date",
      nullable: true,
      description: "现状始于；申报中的没有。Since when it has been exactly so; null for a draft.",
      resolve: (row) => row.since,
    }),
  }),
});

const GroupConnection = connectionOf<GroupRow>("Group", Group, {
  edge: "列表中的一个集团。A group in a list.",
  connection: "集团列表的一页。A page of groups.",
});

builder.queryField("group", (t) =>
  t.field({
    type: Group,
    nullable: true,
    description: "一个集团；不存在或不在账号范围内时为 null。One group; null when there is none to be seen.",
    args: { id: t.arg.id({ required: true, description: "内部编号。Lasting id." }), ...momentArguments },
    resolve: async (_root, { id, ...asked }, context) => {
      const moment = await momentOf(asked, context);
      if (!GroupId.safeParse(id).success) return null;
      const row = await context.read((snapshot) => group(snapshot, { id: id.toLowerCase(), ...moment }));
      return row ? { ...row, moment } : null;
    },
  }),
);

builder.queryField("groups", (t) =>
  t.field({
    type: GroupConnection,
    nullable: true,
    description: "账号范围内的集团，按名称排列。The groups to be seen, by name.",
    extensions: { cost: 10 },
    args: {
      region: t.arg({ type: "RegionCode", description: "由该区划批准的。Approved by this region or below it." }),
      status: t.arg({ type: GroupStatus, description: "当日状态。State on the day." }),
      kind: t.arg({ type: GroupKind, description: "形式。Form." }),
      search: t.arg.string({ description: "名称的一部分。Part of the name." }),
      ...momentArguments,
      ...pageArguments,
    },
    resolve: (_root, { region, status, kind, search, ...asked }, context) =>
      pageOf({ kind: "groups", filter: { region, status, kind, search }, ...asked }, context, async (paging) => {
        const filter = {
          region: await recordedRegion(region, paging, context),
          status: status ?? undefined,
          kind: kind ?? undefined,
          search: searchOf(search),
        };
        return context.read((snapshot) => groups(snapshot, { ...paging, ...filter }));
      }),
  }),
);
