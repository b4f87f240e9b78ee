import { type RateName, rateOptions } from "@lianxiao/events";
import { byGroups } from "./by-groups.ts";
import { type AnyRate, rate } from "./rate.ts";
import { only } from "./relation.ts";
import { properSchools, schools, schoolWeights } from "./schools.ts";

const common = {
  zh:
    "统计日有效、未中止的集团，按学校、按学生计须有两所以上学校（教学点不计，除非选择计入；一个法人的两个校区不是集团），按校区计须有" +
    "两个以上校区；待定牵头校的集团计入，其原牵头校仅在仍为成员时计入；牵头校计入；一校多集团只计一次；仅部分校区参加的学校，全部校区" +
    "都参加才计。分母为同口径义务教育学校，教学点不计校数，除非选择计入。学生数为统计日所覆盖学校在该学年 9 月 1 日统计时的学生数，" +
    "只计学校统计日所办学段，两学段之和即全部。",
  en:
    "Groups in force on the day, not suspended, by schools and by pupils with at least two schools (without teaching points, " +
    "unless they are included; one legal person on two campuses is no group), by campuses with at least two campuses; one that " +
    "waits for a new lead counts, its former lead only while it is a member; the lead school counts; a school in several groups " +
    "counts once; one that takes part with some campuses counts when all of them do. Of all compulsory-stage schools of the " +
    "same scope; teaching points are not schools, unless they are included. Pupils are those of the count of 1 September of " +
    "the school year, of the schools covered on the day and the stages that they have on it; both stages add up to all.",
};

type GroupRate = {
  readonly id: string;
  readonly textZh: string;
  readonly textEn: string;
  readonly options: (typeof rateOptions)["GROUP" | "ZONE"];
  readonly tight?: boolean;
};

/** A rate of schools that are covered by groups. */
const ofGroups = ({ id, textZh, textEn, options, tight = false }: GroupRate): AnyRate =>
  rate({
    definition: { id, version: 2, textZh: `${textZh}${common.zh}`, textEn: `${textEn} ${common.en}` },
    subject: schools,
    options,
    among: ({ includeTeachingPoints }) => (includeTeachingPoints ? [] : [properSchools]),
    covered: ({ subjects, basis, options: { includeTeachingPoints, kinds } }) =>
      byGroups(only(subjects, ["school_id"]), {
        kinds,
        tight,
        teachingPoints: includeTeachingPoints,
        twoOf: basis === "CAMPUSES" ? "CAMPUSES" : "SCHOOLS",
      }),
    weights: schoolWeights,
  });

/** The coverage rates (覆盖率). A further rate is a further entry. */
export const rates = {
  GROUP: ofGroups({
    id: "B1",
    textZh: "集团化覆盖率：参加集团化办学（一校两区除外）的学校占比。",
    textEn: "Schools in a group of any kind except one school on two campuses.",
    options: rateOptions.GROUP,
  }),
  ZONE: ofGroups({
    id: "B1-ZONE",
    textZh: "学区化覆盖率：参加学区或大学区的学校占比。",
    textEn: "Schools in a zone or greater zone.",
    options: rateOptions.ZONE,
  }),
  TIGHT: ofGroups({
    id: "B1-TIGHT",
    textZh: "紧密型集团覆盖率：以紧密型方式参加集团化办学（一校两区除外）的学校占比。",
    textEn: "Schools that are tight members of a group of any kind except one school on two campuses.",
    options: rateOptions.TIGHT,
    tight: true,
  }),
} as const satisfies Readonly<Record<RateName, AnyRate>>;
