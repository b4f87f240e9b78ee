import type { Stage, UrbanRural } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { all, type Condition, type Filters, type Weight } from "./rate.ts";
import { facts, join, only, pick, type Relation, where } from "./relation.ts";
import type { Subject } from "./subject.ts";

const columns = [
  "school_id",
  "administered_by",
  "type",
  "ownership",
  "urban_rural",
  "counts_primary",
  "counts_junior",
] as const;

export type SchoolColumn = (typeof columns)[number];
type Column = (name: SchoolColumn) => RawBuilder<unknown>;

/** A 小学教学点, which is no school of its own in statistics. */
export const teachingPoint = "218";

/** Whether a school has a stage; a 教学点, where it is counted, has primary pupils. */
const has: Readonly<Record<Stage, (column: Column) => RawBuilder<unknown>>> = {
  PRIMARY: (column) => sql`(${column("counts_primary")} or ${column("type")} = ${teachingPoint})`,
  JUNIOR: (column) => sql`${column("counts_junior")}`,
};

const both = (column: Column) => sql`(${has.PRIMARY(column)} or ${has.JUNIOR(column)})`;

const hasStage = (stage: string): ((column: Column) => RawBuilder<unknown>) =>
  stage === "PRIMARY" || stage === "JUNIOR" ? has[stage] : both;

/** 城区、镇区、乡村 by the classes of 城乡分类. */
const areas = {
  URBAN: ["111", "112"],
  TOWN: ["121", "122", "123"],
  RURAL: ["210", "220"],
  TOWN_AND_RURAL: ["121", "122", "123", "210", "220"],
} as const satisfies Readonly<Record<string, readonly UrbanRural[]>>;

const isAreaClass = (name: string): name is keyof typeof areas => Object.hasOwn(areas, name);

/** How questions about schools are narrowed. */
export const schoolFilters = {
  stage: {
    reason: "OTHER_STAGE",
    words: ["不属所问学段，如高级中学", "Has no pupils of the stage asked for"],
    values: {
      ALL: ["义务教育全部学段，一所学校只计一次", "Both stages, a school once"],
      PRIMARY: ["小学段", "Primary"],
      JUNIOR: ["初中段", "Junior secondary"],
    },
    // Also without a stage: only compulsory education (义务教育) is ever counted.
    holds: hasStage,
  },
  ownership: {
    reason: "OTHER_OWNERSHIP",
    words: ["不属所问办学性质", "Of the other ownership"],
    values: {
      ALL: ["公办和民办", "Both"],
      PUBLIC: ["公办", "Public"],
      PRIVATE: ["民办", "Private"],
    },
    holds: (ownership) => (ownership === all ? undefined : (column) => sql`${column("ownership")} = ${ownership}`),
  },
  urbanRural: {
    reason: "OTHER_AREA",
    words: ["不属所问城乡类别", "Not in the urban, town or rural areas asked for"],
    values: {
      ALL: ["城区、镇区和乡村", "All areas"],
      URBAN: ["城区（111、112）", "Urban areas"],
      TOWN: ["镇区（121、122、123）", "Towns"],
      RURAL: ["乡村（210、220）", "Rural areas"],
      TOWN_AND_RURAL: ["镇区和乡村", "Towns and rural areas"],
    },
    holds: (area) =>
      isAreaClass(area) ? (column) => sql`${column("urban_rural")} = any (${areas[area]}::text[])` : undefined,
  },
} as const satisfies Subject<SchoolColumn>["filters"];

/** Schools in operation, where they are administered. */
export const schools: Subject<SchoolColumn> = {
  rows: facts("every_school", columns),
  key: ["school_id"],
  unit: "administered_by",
  parts: pick(facts("every_campus", ["school_id", "key"]), { school_id: "school_id", part: "key" }) as Relation<
    SchoolColumn | "part"
  >,
  filters: schoolFilters,
};

/** Leaves out 教学点. */
export const properSchools: Condition<SchoolColumn> = {
  reason: "TEACHING_POINT",
  words: ["教学点，不计校数", "A teaching point is no school"],
  holds: (column) => sql`${column("type")} <> ${teachingPoint}`,
};

/**
 * The pupils of the annual return of the school year, of the stages that the school has on the day: all pupils are those
 * of both stages together, and the pupils of a stage that went to another school count nowhere until that one returns them.
 */
const pupils = (subjects: Relation<SchoolColumn>, { stage }: Filters): Relation => {
  const returns = pick(facts("every_annual_return", ["school_id", "stage", "pupils"], { each: "SCHOOL_YEAR" }), {
    school_id: "school_id",
    stage: "stage",
    amount: "pupils",
  });
  const known = only(subjects, ["school_id", "type", "counts_primary", "counts_junior"]);
  return where(
    join(known, returns),
    (column) => sql`
      ${stage} in (${all}, ${column("stage")})
      and case ${column("stage")} when 'PRIMARY' then ${has.PRIMARY(column as Column)} else ${has.JUNIOR(column as Column)} end`,
  );
};

/** The bases on which schools are counted. */
export const schoolWeights = {
  SCHOOLS: {
    unit: { name: "SCHOOL", words: ["学校", "School"] },
    of: "SUBJECTS",
    words: ["按学校计", "Schools, each once"],
  },
  CAMPUSES: {
    unit: { name: "CAMPUS", words: ["校区", "Campus"] },
    of: "PARTS",
    words: ["按校区计", "Campuses"],
    none: {
      reason: "NO_CAMPUS",
      words: ["当日没有校区，按校区计时无可统计", "Had no campus on that day"],
    },
  },
  PUPILS: {
    unit: { name: "PUPIL", words: ["学生", "Pupil"] },
    of: "AMOUNT",
    words: ["按学生计，以学年 9 月 1 日的年度统计为准", "Pupils, by the annual return of the school year"],
    amount: ({ subjects, filters }) => pupils(subjects as Relation<SchoolColumn>, filters),
    unknown: {
      reason: "NO_RETURN",
      words: ["当学年没有年度统计，学生数不详", "Has given no annual return for that school year"],
    },
  },
} as const satisfies Readonly<Record<string, Weight>>;
