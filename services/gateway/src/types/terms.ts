import * as vocabulary from "@lianxiao/events";
import {
  type AnyRate,
  type Basis as BasisName,
  type PlaceReason,
  rates,
  reasonsOf,
  schoolFilters,
} from "@lianxiao/read-model";
import { builder } from "../builder.ts";

/** Enum values with their descriptions, Chinese first. */
const values = <const Name extends string>(words: Readonly<Record<Name, string>>) =>
  // fromEntries widens the keys; they are the names given.
  Object.fromEntries(
    Object.entries<string>(words).map(([name, description]) => [name, { value: name, description }]),
  ) as { readonly [Value in Name]: { readonly value: Value; readonly description: string } };

/** Enum values with their words. */
const inWords = <const Name extends string>(words: Readonly<Record<Name, vocabulary.Words>>) =>
  values(
    // The same names with other values.
    Object.fromEntries(
      Object.entries<vocabulary.Words>(words).map(([name, [zh, en]]) => [name, `${zh}。${en}.`]),
    ) as Record<Name, string>,
  );

const everyRate: readonly AnyRate[] = Object.values(rates);

export const Rate = builder.enumType("Rate", {
  description: "覆盖率指标。A coverage rate.",
  values: values(
    Object.fromEntries(
      Object.entries<AnyRate>(rates).map(([name, { definition }]) => [
        name,
        `${definition.textZh}${definition.textEn}`,
      ]),
    ) as Record<vocabulary.RateName, string>, // One entry for each name, by construction.
  ),
});

export const Basis = builder.enumType("Basis", {
  description: "统计单位。What is counted.",
  values: inWords(
    Object.fromEntries(
      everyRate.flatMap(({ weights }) => Object.entries(weights).map(([name, { words }]) => [name, words])),
    ) as Record<BasisName, vocabulary.Words>, // The names of all weights.
  ),
});

export const Unit = builder.enumType("Unit", {
  description: "分子、分母的单位。The unit of numerator and denominator.",
  values: inWords(
    Object.fromEntries(
      everyRate.flatMap(({ weights }) => Object.values(weights).map(({ unit }) => [unit.name, unit.words])),
    ),
  ),
});

export const StageScope = builder.enumType("StageScope", {
  description: "统计的学段。The stage that is counted.",
  values: inWords(schoolFilters.stage.values),
});

export const OwnershipScope = builder.enumType("OwnershipScope", {
  description: "统计的办学性质。The ownership that is counted.",
  values: inWords(schoolFilters.ownership.values),
});

export const AreaScope = builder.enumType("AreaScope", {
  description:
    "统计的城乡类别，按学校的城乡分类。The areas that are counted: urban, town or rural, by the class of schools.",
  values: inWords(schoolFilters.urbanRural.values),
});

export const Ownership = builder.enumType("Ownership", {
  description: "办学性质。Who runs a school.",
  values: inWords(vocabulary.Ownership.words),
});

const placeReasons: Readonly<Record<PlaceReason, vocabulary.Words>> = {
  REGION_ABOLISHED: ["该区划当日已撤销，见 region.successors", "The region had been abolished; see region.successors"],
  REGION_NOT_YET: ["该区划当日尚未设立", "The region did not exist yet"],
  OUT_OF_SCOPE: ["不在账号范围内", "Outside the caller's scope"],
  IN_ANOTHER_PART: ["已计入区域集中包含它的另一区划", "Counted with another member of the set, in which it lies"],
};

/** Why an amount is unknown, such as NO_RETURN. */
const unknown = everyRate.flatMap(({ weights }) =>
  Object.values(weights).flatMap((weight) => (weight.of === "AMOUNT" ? [weight.unknown] : [])),
);

export const NoRateReason = builder.enumType("NoRateReason", {
  description: "没有比率的原因。Why there is no rate.",
  values: inWords<string>({
    EMPTY_SET: ["当日没有应统计的单位", "There was nothing to count on that day"],
    ...placeReasons,
    ...Object.fromEntries(unknown.map(({ reason, words }) => [reason, words])),
  }),
});

export const ExclusionReason = builder.enumType("ExclusionReason", {
  description: "不计入分母的原因。Why a school is not counted.",
  values: inWords(Object.fromEntries(everyRate.flatMap(reasonsOf).map(({ reason, words }) => [reason, words]))),
});

export const RegionLevel = builder.enumType("RegionLevel", {
  description: "行政区划级别。The level of a region.",
  values: inWords(vocabulary.RegionLevel.words),
});

export const RegionStatus = builder.enumType("RegionStatus", {
  description: "行政区划在某日的状态。A region's state on a day.",
  values: values({
    IN_FORCE: "有效。In force.",
    NOT_YET: "尚未设立。Not established yet.",
    ABOLISHED: "已撤销。Abolished.",
  }),
});

export const GroupKind = builder.enumType("GroupKind", {
  description: "集团化办学形式。The form of a group.",
  values: inWords(vocabulary.GroupKind.words),
});

export const GroupStatus = builder.enumType("GroupStatus", {
  description: "集团在某日的状态。A group's state on a day.",
  values: inWords(vocabulary.GroupStatus.words),
});

export const MemberRole = builder.enumType("MemberRole", {
  description: "学校在集团中的角色。A school's role in a group.",
  values: inWords(vocabulary.MemberRole.words),
});

export const Tightness = builder.enumType("Tightness", {
  description: "紧密程度。How tight a group or membership is.",
  values: inWords(vocabulary.Tightness.words),
});

export const ProposedBy = builder.enumType("ProposedBy", {
  description: "加入集团由谁提出。Which side proposes a membership.",
  values: inWords(vocabulary.ProposedBy.words),
});

export const ProposalState = builder.enumType("ProposalState", {
  description: "邀请或申请的状态。How an invitation or request stands.",
  values: values({
    WAITING: "待答复。Waits for an answer.",
    ACCEPTED: "已接受，学校已加入。Accepted: the school has joined.",
    ENDED: "已谢绝或撤回。Declined or taken back.",
  }),
});
