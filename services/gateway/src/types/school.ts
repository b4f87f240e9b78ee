import { SchoolCode, SchoolId, SchoolType, UrbanRural } from "@lianxiao/events";
import { type School as SchoolRow, school, schools } from "@lianxiao/read-model";
import { builder } from "../builder.ts";
import { recordedRegion, searchOf } from "../filter.ts";
import { type Dated, momentOf } from "../moment.ts";
import { refused } from "../refused.ts";
import { connectionOf, pageArguments, pageOf } from "./connection.ts";
import { Answer, momentArguments } from "./moment.ts";
import { Region } from "./region.ts";
import { Ownership } from "./terms.ts";

const Campus = builder.objectRef<SchoolRow["campuses"][number]>("Campus").implement({
  description: "校区。A campus of a school.",
  fields: (t) => ({
    key: t.exposeString("key", { description: "校区编号，校内唯一。Key within the school." }),
    name: t.exposeString("name", { description: "名称。Name." }),
  }),
});

export const School = builder.objectRef<Dated<SchoolRow>>("School").implement({
  description: "学校在某日的情况。A school as it is on a day.",
  interfaces: [Answer],
  fields: (t) => ({
    id: t.exposeID("id", { description: "内部编号，改制改码后不变。Lasting id." }),
    code: t.exposeString("code", { description: "学校（机构）标识码，10 位。Ten-digit official code." }),
    name: t.exposeString("name", { description: "校名。Name." }),
    type: t.exposeString("type", { description: "办学类型代码，如 211。Type code of GB/T 33782-2017, such as 211." }),
    typeName: t.string({
      description: "办学类型名称。The type in words.",
      resolve: ({ type }) => SchoolType.words[type][0],
    }),
    ownership: t.field({ type: Ownership, description: "办学性质。Ownership.", resolve: (row) => row.ownership }),
    urbanRural: t.exposeString("urbanRural", { description: "城乡分类代码，如 111。Urban-rural class, such as 111." }),
    urbanRuralName: t.string({
      description: "城乡分类名称。The class in words.",
      resolve: ({ urbanRural }) => UrbanRural.words[urbanRural][0],
    }),
    locatedIn: t.field({
      type: Region,
      description: "驻地。Where it stands.",
      resolve: ({ locatedIn, moment }) => ({ id: locatedIn, moment }),
    }),
    administeredBy: t.field({
      type: Region,
      description: "管理单位所在区划，统计按此归属。Who administers it; it counts there.",
      resolve: ({ administeredBy, moment }) => ({ id: administeredBy, moment }),
    }),
    campuses: t.field({
      type: [Campus],
      description: "当日的校区。Its campuses on the day.",
      extensions: { size: 3 },
      resolve: ({ campuses }) => [...campuses],
    }),
    since: t.field({
      type: "Date",
      nullable: true,
      description: "现状始于。Since when it has been exactly so.",
      resolve: (row) => row.since,
    }),
  }),
});

const SchoolConnection = connectionOf<SchoolRow>("School", School, {
  edge: "列表中的一所学校。A school in a list.",
  connection: "学校列表的一页。A page of schools.",
});

builder.queryField("school", (t) =>
  t.field({
    type: School,
    nullable: true,
    description: "一所学校；不存在或不在账号范围内时为 null。One school; null when there is none to be seen.",
    args: {
      id: t.arg.id({ description: "内部编号。Lasting id." }),
      code: t.arg.string({ description: "当日的标识码，10 位。The official code on the day." }),
      ...momentArguments,
    },
    resolve: async (_root, { id, code, ...asked }, context) => {
      const which = schoolKey(id, code);
      const moment = await momentOf(asked, context);
      const row = which && (await context.read((snapshot) => school(snapshot, { ...which, ...moment })));
      return row ? { ...row, moment } : null;
    },
  }),
);

const schoolKey = (id: string | null | undefined, code: string | null | undefined) => {
  if (id && !code) return SchoolId.safeParse(id).success ? { id: id.toLowerCase() } : undefined;
  if (!code || id) throw refused("SCHOOL_KEY_INVALID");
  if (!SchoolCode.safeParse(code).success) throw refused("SCHOOL_CODE_INVALID");
  return { code };
};

builder.queryField("schools", (t) =>
  t.field({
    type: SchoolConnection,
    nullable: true,
    description: "账号范围内的学校，按标识码排列。The schools to be seen, by official code.",
    extensions: { cost: 10 },
    args: {
      region: t.arg({ type: "RegionCode", description: "由该区划管理的。Administered by this region or below it." }),
      search: t.arg.string({ description: "校名的一部分，或标识码的开头。Part of the name or beginning of the code." }),
      ...momentArguments,
      ...pageArguments,
    },
    resolve: (_root, { region, search, ...asked }, context) =>
      pageOf({ kind: "schools", filter: { region, search }, ...asked }, context, async (paging) => {
        const filter = { region: await recordedRegion(region, paging, context), search: searchOf(search) };
        return context.read((snapshot) => schools(snapshot, { ...paging, ...filter }));
      }),
  }),
);
