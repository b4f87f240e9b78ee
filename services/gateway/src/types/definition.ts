import type {
  Definition as DefinitionRow,
  LocalDefinition as LocalDefinitionRow,
  RegionSet as RegionSetRow,
} from "@lianxiao/read-model";
import { builder } from "../builder.ts";
import type { Dated } from "../moment.ts";
import type { optionsIn } from "./rate-options.ts";
import { Region } from "./region.ts";

export const Definition = builder.objectRef<DefinitionRow>("Definition").implement({
  description: "指标口径。How a rate is defined.",
  fields: (t) => ({
    id: t.exposeID("id", { description: "口径编号。Id of the definition." }),
    version: t.exposeInt("version", { description: "口径版本。Its version." }),
    textZh: t.exposeString("textZh", { description: "中文口径。The definition in Chinese." }),
    textEn: t.exposeString("textEn", { description: "英文口径。The definition in English." }),
  }),
});

export const RateOption = builder.objectRef<ReturnType<typeof optionsIn>[number]>("RateOption").implement({
  description: "口径选项。An option of a rate.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "名称，与参数同名。Its name, which is that of the argument." }),
    values: t.exposeStringList("values", { description: "取值。Its value or values." }),
    description: t.exposeString("words", { description: "说明。What it means." }),
  }),
});

export const LocalDefinition = builder.objectRef<Dated<LocalDefinitionRow>>("LocalDefinition").implement({
  description: "地方口径。A definition of a rate of a region's own.",
  fields: (t) => ({
    region: t.field({
      type: Region,
      description:
        "规定此口径的区划：所问区划或其上级。The region whose definition it is: the one asked about or one above it.",
      resolve: ({ region, moment }) => ({ id: region, moment }),
    }),
    since: t.field({ type: "Date", description: "生效日期。From when it holds.", resolve: ({ since }) => since }),
    text: t.exposeString("text", { description: "口径说明。The definition in words." }),
  }),
});

export const RegionSet = builder.objectRef<Dated<RegionSetRow>>("RegionSet").implement({
  description: "统计口径区域集，如杭州六城区。A named set of regions that reports speak of.",
  fields: (t) => ({
    id: t.exposeID("id", { description: "编号。Id of the set." }),
    name: t.exposeString("name", { description: "名称。Name." }),
    note: t.exposeString("note", { nullable: true, description: "说明。Note." }),
    members: t.field({
      type: [Region],
      description: "所含区划。Its regions.",
      resolve: ({ members, moment }) => members.map((id) => ({ id, moment })),
    }),
  }),
});
