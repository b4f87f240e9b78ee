import {
  type Coverage as CoverageRow,
  coverage,
  type Exclusion as ExclusionRow,
  excludedFrom,
  type CoverageOfPart as PartRow,
  type Question,
  type RegionSet as RegionSetRow,
  ratePercent,
  rates,
  regionSet,
} from "@lianxiao/read-model";
import { builder } from "../builder.ts";
import { type Dated, momentOf } from "../moment.ts";
import { refused } from "../refused.ts";
import { Definition, LocalDefinition, RateOption, RegionSet } from "./definition.ts";
import { Answer, momentArguments } from "./moment.ts";
import { chosenOf, optionArguments, optionsIn } from "./rate-options.ts";
import { Region } from "./region.ts";
import { AreaScope, Basis, ExclusionReason, NoRateReason, OwnershipScope, Rate, StageScope, Unit } from "./terms.ts";

type Answered = Dated<CoverageRow & { readonly question: Question; readonly set?: RegionSetRow }>;
type Part = Dated<PartRow>;

const CoverageOfPart = builder.objectRef<Part>("CoverageOfPart").implement({
  description:
    "下级区划、本级或区域集成员的覆盖情况。The coverage of a region below, of what the region runs itself, or of a member of the set.",
  fields: (t) => ({
    region: t.field({
      type: Region,
      description: "区划；本级部分为所问的区划本身。The region; of its own part, the region asked about.",
      resolve: ({ region, moment }) => ({ id: region.id, row: region, moment }),
    }),
    own: t.exposeBoolean("own", {
      description:
        "是否为本级（所问区划直接管理、不属任何下级的学校）。Whether it is what the region asked about runs itself, beside the regions below it.",
    }),
    numerator: t.exposeInt("numerator", { description: "分子：已覆盖。Numerator: covered." }),
    denominator: t.exposeInt("denominator", { description: "分母：应统计。Denominator: all that count." }),
    rate: t.float({
      nullable: true,
      description: "覆盖率，百分数，两位小数。Percentage with two decimals.",
      resolve: ({ numerator, denominator }) => ratePercent(numerator, denominator),
    }),
    reason: t.field({
      type: NoRateReason,
      nullable: true,
      description: "没有比率的原因。Why there is no rate.",
      resolve: (row) => row.reason,
    }),
  }),
});

const Exclusion = builder.objectRef<ExclusionRow>("Exclusion").implement({
  description: "不计入分母的学校，按原因。Schools that the denominator leaves out, by reason.",
  fields: (t) => ({
    reason: t.field({ type: ExclusionReason, description: "原因。Why.", resolve: ({ reason }) => reason }),
    schools: t.exposeInt("subjects", { description: "学校数。How many schools." }),
  }),
});

const Coverage = builder.objectRef<Answered>("Coverage").implement({
  description: "覆盖率：分子、分母、截至日期和口径总是一起给出。A coverage rate, always with all that it rests on.",
  interfaces: [Answer],
  fields: (t) => ({
    numerator: t.exposeInt("numerator", { description: "分子：已覆盖。Numerator: covered." }),
    denominator: t.exposeInt("denominator", { description: "分母：应统计。Denominator: all that count." }),
    rate: t.float({
      nullable: true,
      description:
        "覆盖率，百分数，四舍五入到两位小数；分母为 0 时为 null。Percentage, rounded half up to two decimals.",
      resolve: ({ numerator, denominator }) => ratePercent(numerator, denominator),
    }),
    reason: t.field({
      type: NoRateReason,
      nullable: true,
      description: "没有比率的原因。Why there is no rate.",
      resolve: (row) => row.reason,
    }),
    unit: t.field({
      type: Unit,
      description: "分子、分母的单位。Unit of both numbers.",
      resolve: ({ question: { rate, basis } }) => rates[rate].weights[basis]?.unit.name ?? "",
    }),
    stage: t.field({ type: StageScope, description: "学段范围。Stage.", resolve: ({ question }) => question.stage }),
    ownership: t.field({
      type: OwnershipScope,
      description: "办学性质范围。Ownership.",
      resolve: ({ question }) => question.ownership,
    }),
    urbanRural: t.field({
      type: AreaScope,
      description: "城乡类别范围。Areas.",
      resolve: ({ question }) => question.urbanRural,
    }),
    local: t.field({
      type: LocalDefinition,
      nullable: true,
      description:
        "所用的地方口径；按公布口径时为 null。The region's own definition that was applied; null without one.",
      resolve: ({ local, moment }) => (local ? { ...local, moment } : null),
    }),
    options: t.field({
      type: [RateOption],
      description: "本次所用的口径选项，含缺省值。The options of the rate as they were applied, defaults included.",
      extensions: { size: 2 },
      resolve: ({ question: { rate }, options }) => optionsIn({ rate, options }),
    }),
    definition: t.field({
      type: Definition,
      description: "指标口径。Definition.",
      resolve: ({ question }) => rates[question.rate].definition,
    }),
    region: t.field({
      type: Region,
      nullable: true,
      description: "所问的区划。The region asked about.",
      resolve: ({ region, moment }) => (region ? { id: region.id, row: region, moment } : null),
    }),
    set: t.field({
      type: RegionSet,
      nullable: true,
      description: "所问的区域集。The set of regions asked about.",
      resolve: ({ set, moment }) => (set ? { ...set, moment } : null),
    }),
    excluded: t.field({
      type: [Exclusion],
      description: "不计入分母的学校及原因。The schools that are not counted, by reason.",
      extensions: { cost: 20 },
      resolve: ({ question }, _args, { read }) => read((snapshot) => excludedFrom(snapshot, question)),
    }),
    children: t.field({
      type: [CoverageOfPart],
      description:
        "下级区划和本级，或区域集成员，分子分母可相加。The regions below and what the region runs itself, or the members of the set; they add up.",
      extensions: { cost: 100 },
      resolve: ({ parts, moment }) => parts.map((part) => ({ ...part, moment })),
    }),
  }),
});

const questionArguments = builder.args((t) => ({
  rate: t.field({ type: Rate, required: true, defaultValue: "GROUP", description: "指标。Which rate." }),
  basis: t.field({ type: Basis, required: true, defaultValue: "SCHOOLS", description: "统计单位。What is counted." }),
  stage: t.field({ type: StageScope, required: true, defaultValue: "ALL", description: "学段。Stage." }),
  ownership: t.field({
    type: OwnershipScope,
    required: true,
    defaultValue: "ALL",
    description: "办学性质。Ownership.",
  }),
  urbanRural: t.field({
    type: AreaScope,
    required: true,
    defaultValue: "ALL",
    description: "城乡类别，按学校的城乡分类。Urban, town or rural areas, by the class of the school.",
  }),
  ...momentArguments,
  ...optionArguments,
}));

builder.queryField("coverage", (t) =>
  t.field({
    type: Coverage,
    nullable: true,
    description: "一个区划的覆盖率。The coverage of a region.",
    extensions: { cost: 50 },
    args: {
      region: t.arg({ type: "RegionCode", required: true, description: "行政区划代码。Region code." }),
      local: t.arg.boolean({
        required: true,
        defaultValue: false,
        description: "按地方口径，如有。By the region's own definition, if there is one.",
      }),
      ...questionArguments,
    },
    resolve: async (_root, { region, asOf, knownAt, ...asked }, context) => {
      const moment = await momentOf({ asOf, knownAt }, context);
      const question = { ...asked, region, ...moment, options: chosenOf(asked) };
      const found = await context.read((snapshot) => coverage(snapshot, question));
      if (found.region === undefined) throw refused("REGION_UNKNOWN");
      return { ...found, question, moment };
    },
  }),
);

builder.queryField("coverageOfSet", (t) =>
  t.field({
    type: Coverage,
    nullable: true,
    description:
      "一个统计口径区域集的覆盖率；没有这个区域集时为 null。The coverage of a named set of regions; null without one.",
    extensions: { cost: 50 },
    args: {
      set: t.arg.id({ required: true, description: "区域集编号，如 hangzhou-urban-6。Id of the set." }),
      ...questionArguments,
    },
    resolve: async (_root, { set: id, asOf, knownAt, ...asked }, context) => {
      const moment = await momentOf({ asOf, knownAt }, context);
      const set = id.includes("\0")
        ? undefined
        : await context.read((snapshot) => regionSet(snapshot, { id, ...moment }));
      if (set === undefined) return null;
      const question = { ...asked, set: id, ...moment, options: chosenOf(asked) };
      return { ...(await context.read((snapshot) => coverage(snapshot, question))), question, set, moment };
    },
  }),
);
