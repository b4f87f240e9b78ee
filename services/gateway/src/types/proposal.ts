import { type Proposal as ProposalRow, proposals, proposalsBeside } from "@lianxiao/read-model";
import { builder } from "../builder.ts";
import { recordedRegion } from "../filter.ts";
import { type Dated, dated } from "../moment.ts";
import { connectionOf, pageArguments, pageOf } from "./connection.ts";
import { Group } from "./group.ts";
import { Answer, momentArguments } from "./moment.ts";
import { School } from "./school.ts";
import { MemberRole, ProposalState, ProposedBy, Tightness } from "./terms.ts";

const MembershipProposal = builder.objectRef<Dated<ProposalRow>>("MembershipProposal").implement({
  description: "加入集团的邀请或申请。An invitation to a group, or a request for its membership.",
  interfaces: [Answer],
  fields: (t) => ({
    id: t.exposeID("id", { description: "提出它的事件编号。Id of the event that made it." }),
    state: t.field({ type: ProposalState, description: "状态。How it stands.", resolve: ({ state }) => state }),
    by: t.field({
      type: ProposedBy,
      description: "提出方；由另一方答复。Who proposes; the other side answers.",
      resolve: ({ by }) => by,
    }),
    on: t.field({
      type: "Date",
      description: "拟加入之日。From when the school is to be a member.",
      resolve: ({ on }) => on,
    }),
    role: t.field({ type: MemberRole, description: "拟任角色。The role proposed.", resolve: ({ role }) => role }),
    tightness: t.field({
      type: Tightness,
      description: "拟定的紧密程度。How tight it is to be.",
      resolve: (row) => row.tightness,
    }),
    campuses: t.stringList({
      nullable: true,
      description: "拟参加的校区编号；全校参加时为 null。The campuses that are to join; null for the whole school.",
      resolve: ({ campuses }) => campuses && [...campuses],
    }),
    proposedAt: t.field({
      type: "DateTime",
      description: "提出的时刻。When it was recorded.",
      resolve: (row) => row.proposedAt,
    }),
    answeredAt: t.field({
      type: "DateTime",
      nullable: true,
      description:
        "接受、谢绝或撤回的时刻；待答复时为 null。When it was accepted, declined or taken back; null while it waits.",
      resolve: (row) => row.answeredAt,
    }),
    schoolId: t.exposeID("schoolId", {
      description: "学校的内部编号，命令用它。The school's lasting id, for commands.",
    }),
    schoolCode: t.exposeString("schoolCode", {
      nullable: true,
      description:
        "学校在拟加入之日的标识码；当日未开办时为 null。The school's code on that day; null when it was not open.",
    }),
    schoolName: t.exposeString("schoolName", {
      nullable: true,
      description:
        "学校在拟加入之日的名称；当日未开办时为 null。The school's name on that day; null when it was not open.",
    }),
    groupId: t.exposeID("groupId", { description: "集团的内部编号，命令用它。The group's lasting id, for commands." }),
    groupName: t.exposeString("groupName", {
      nullable: true,
      description: "集团在拟加入之日的名称；没有时为 null。The group's name on that day; null when there was none.",
    }),
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
  }),
});

builder.objectField(School, "proposals", (t) =>
  t.field({
    type: [MembershipProposal],
    description:
      "邀请它的和它申请的，待答复的在前，至多 20 条。What invites it and what it requests, first what waits for an answer; at most 20.",
    extensions: { size: proposalsBeside },
    resolve: async (row, _args, { at }) =>
      (await at(row.moment).proposalsOfSchool(row.id)).map((proposal) => ({ ...proposal, moment: row.moment })),
  }),
);

builder.objectField(Group, "proposals", (t) =>
  t.field({
    type: [MembershipProposal],
    description:
      "它的邀请和对它的申请，待答复的在前，至多 20 条；负责该集团的账号可见全部，其他账号只见本范围内学校的。Its invitations and the " +
      "requests to it, first what waits for an answer, at most 20: all of them for whoever is responsible for the group, " +
      "those of its own schools for any other account.",
    extensions: { size: proposalsBeside },
    resolve: async (row, _args, { at }) =>
      (await at(row.moment).proposalsOfGroup(row.id)).map((proposal) => ({ ...proposal, moment: row.moment })),
  }),
);

const MembershipProposalConnection = connectionOf<ProposalRow>("MembershipProposal", MembershipProposal, {
  edge: "列表中的一项邀请或申请。An invitation or request in a list.",
  connection: "邀请和申请列表的一页。A page of invitations and requests.",
});

builder.queryField("membershipProposals", (t) =>
  t.field({
    type: MembershipProposalConnection,
    nullable: true,
    description:
      "学校或集团由账号负责的邀请和申请，按拟加入之日排列。它们没有日期：状态只随 knownAt 而变，asOf 决定学校和集团如何显示、区划如何划分。" +
      "The invitations and requests whose school or group the account is responsible for, by the day they are meant for. " +
      "They have no day of their own: knownAt alone decides how they stand; asOf decides how school, group and regions are shown.",
    extensions: { cost: 10 },
    args: {
      region: t.arg({
        type: "RegionCode",
        description:
          "学校由该区划管理，或集团由它批准的。Whose school this region administers, or whose group it approved.",
      }),
      state: t.arg({ type: ProposalState, description: "状态。How they stand." }),
      by: t.arg({ type: ProposedBy, description: "提出方。Who proposes." }),
      ...momentArguments,
      ...pageArguments,
    },
    resolve: (_root, { region, state, by, ...asked }, context) =>
      pageOf({ kind: "proposals", filter: { region, state, by }, ...asked }, context, async (paging) => {
        const filter = {
          region: await recordedRegion(region, paging, context),
          state: state ?? undefined,
          by: by ?? undefined,
        };
        return context.read((snapshot) => proposals(snapshot, { ...paging, ...filter }));
      }),
  }),
);
