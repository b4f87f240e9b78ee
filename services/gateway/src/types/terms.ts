import { type ExclusionReason, type RateName, rates } from "@lianxiao/read-model";
import { builder } from "../builder.ts";

/** Enum values with the words that describe them, Chinese first. */
const values = <const Name extends string>(words: Readonly<Record<Name, string>>) =>
  // fromEntries widens the keys; they are the names given.
  Object.fromEntries(
    Object.entries<string>(words).map(([name, description]) => [name, { value: name, description }]),
  ) as { readonly [Value in Name]: { readonly value: Value; readonly description: string } };

const rateNames = Object.keys(rates) as readonly RateName[]; // `rates` has no other keys than its type says.

export const Rate = builder.enumType("Rate", {
  description: "覆盖率指标。A coverage rate.",
  values: values(
    Object.fromEntries(
      rateNames.map((name) => [name, `${rates[name].definition.textZh}${rates[name].definition.textEn}`]),
    ) as Record<RateName, string>, // One entry for each name, by construction.
  ),
});

export const Basis = builder.enumType("Basis", {
  description: "统计单位。What is counted.",
  values: values({
    SCHOOLS: "按学校计。Schools, each once.",
    CAMPUSES: "按校区计。Campuses.",
    PUPILS: "按学生计，以学年 9 月 1 日的年度统计为准。Pupils, by the annual return of the school year.",
  }),
});

export const Unit = builder.enumType("Unit", {
  description: "分子、分母的单位。The unit of numerator and denominator.",
  values: values({ SCHOOL: "学校。School.", CAMPUS: "校区。Campus.", PUPIL: "学生。Pupil." }),
});

export const StageScope = builder.enumType("StageScope", {
  description: "统计的学段。The stage that is counted.",
  values: values({
    ALL: "义务教育全部学段，一所学校只计一次。Both stages, a school once.",
    PRIMARY: "小学段。Primary.",
    JUNIOR: "初中段。Junior secondary.",
  }),
});

export const OwnershipScope = builder.enumType("OwnershipScope", {
  description: "统计的办学性质。The ownership that is counted.",
  values: values({ ALL: "公办和民办。Both.", PUBLIC: "公办。Public.", PRIVATE: "民办。Private." }),
});

export const Ownership = builder.enumType("Ownership", {
  description: "办学性质。Who runs a school.",
  values: values({ PUBLIC: "公办。Public.", PRIVATE: "民办。Private." }),
});

export const NoRateReason = builder.enumType("NoRateReason", {
  description: "没有比率的原因。Why there is no rate.",
  values: values({
    EMPTY_SET: "当日没有应统计的单位。There was nothing to count on that day.",
    REGION_ABOLISHED: "该区划当日已撤销，见 region.successors。The region had been abolished; see region.successors.",
    REGION_NOT_YET: "该区划当日尚未设立。The region did not exist yet.",
    OUT_OF_SCOPE: "不在账号范围内。Outside the caller's scope.",
    NO_RETURN: "当学年没有年度统计。No annual return for that school year.",
  }),
});

const exclusions: Readonly<Record<ExclusionReason, string>> = {
  TEACHING_POINT: "教学点，不计校数。A teaching point is no school.",
  OTHER_STAGE: "不属所问学段，如高级中学。Has no pupils of the stage asked for.",
  OTHER_OWNERSHIP: "不属所问办学性质。Of the other ownership.",
  NO_CAMPUS: "当日没有校区，按校区计时无可统计。Had no campus on that day.",
  NO_RETURN: "当学年没有年度统计，学生数不详。Has given no annual return for that school year.",
};

export const ExclusionReasonTerm = builder.enumType("ExclusionReason", {
  description: "不计入分母的原因。Why a school is not counted.",
  values: values(exclusions),
});

export const RegionLevel = builder.enumType("RegionLevel", {
  description: "行政区划级别。The level of a region.",
  values: values({ PROVINCE: "省级。Province.", CITY: "地级。City.", COUNTY: "县级。County." }),
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
  values: values({
    GROUP: "教育集团。School group.",
    ALLIANCE: "联盟。Alliance.",
    ZONE: "学区。School zone.",
    GREATER_ZONE: "大学区。Greater zone.",
    ENTRUSTED: "托管。Entrusted management.",
    TWO_CAMPUSES: "一校两区。One school on two campuses.",
    COMMUNITY: "共同体。Community of schools.",
    COLLABORATIVE: "协作体。Collaborative.",
  }),
});

export const GroupStatus = builder.enumType("GroupStatus", {
  description: "集团在某日的状态。A group's state on a day.",
  values: values({
    DRAFT: "已申报，未批准。Drafted, not approved.",
    ACTIVE: "运行中。Active.",
    SUSPENDED: "暂停。Suspended.",
    WAITING_FOR_LEAD:
      "待定牵头校：原牵头校已关停、并入他校或退出。Waiting for a new lead: the former one closed, was merged or left.",
    DISSOLVED: "已解散。Dissolved.",
  }),
});

export const MemberRole = builder.enumType("MemberRole", {
  description: "学校在集团中的角色。A school's role in a group.",
  values: values({ LEAD: "牵头校。Lead school.", CORE: "核心校。Core school.", MEMBER: "成员校。Member school." }),
});

export const Tightness = builder.enumType("Tightness", {
  description: "紧密程度。How tight a group or membership is.",
  values: values({ TIGHT: "紧密型。Tight.", LOOSE: "松散型。Loose." }),
});

export const ProposedBy = builder.enumType("ProposedBy", {
  description: "加入集团由谁提出。Which side proposes a membership.",
  values: values({
    GROUP: "集团邀请，由学校答复。The group invites; the school answers.",
    SCHOOL: "学校申请，由集团答复。The school requests; the group answers.",
  }),
});

export const ProposalState = builder.enumType("ProposalState", {
  description: "邀请或申请的状态。How an invitation or request stands.",
  values: values({
    WAITING: "待答复。Waits for an answer.",
    ACCEPTED: "已接受，学校已加入。Accepted: the school has joined.",
    ENDED: "已谢绝或撤回。Declined or taken back.",
  }),
});
