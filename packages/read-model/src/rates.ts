import { type RawBuilder, sql } from "kysely";

/** A rate's published definition; its text is part of every answer. */
export type Definition = {
  readonly id: string;
  readonly version: number;
  readonly textZh: string;
  readonly textEn: string;
};

/** Which groups (`g`) and which stays in them (`stay`) make a school covered. Everything else follows from these two. */
export type Rate = {
  readonly definition: Definition;
  readonly group: RawBuilder<boolean>;
  readonly stay: RawBuilder<boolean>;
};

const anyStay = sql<boolean>`true`;
const groupsProper = sql<boolean>`g.kind <> 'TWO_CAMPUSES'`;

const common = {
  zh:
    "统计日有效、未中止且不止一所学校或一个校区的集团；待定牵头校的集团计入，其原牵头校仅在仍为成员时计入；牵头校计入；一校多集团只计" +
    "一次；分母为同口径义务教育学校，教学点不计校数；学生数只计学校当日所办学段。",
  en:
    "Groups in force on the day, not suspended, of more than one school or campus; one that waits for a new lead counts, its " +
    "former lead only while it is a member; the lead school counts; a school in several groups counts once. Of all " +
    "compulsory-stage schools of the same scope; teaching points are not schools; pupils are those of the stages that a " +
    "school has on the day.",
};

/** The coverage rates (覆盖率). A further rate is a further entry. */
export const rates = {
  GROUP: {
    definition: {
      id: "B1",
      version: 2,
      textZh: `集团化覆盖率：参加集团化办学（一校两区除外）的学校占比。${common.zh}`,
      textEn: `Schools in a group of any kind except one school on two campuses. ${common.en}`,
    },
    group: groupsProper,
    stay: anyStay,
  },
  ZONE: {
    definition: {
      id: "B1-ZONE",
      version: 2,
      textZh: `学区化覆盖率：参加学区或大学区的学校占比。${common.zh}`,
      textEn: `Schools in a zone or greater zone. ${common.en}`,
    },
    group: sql<boolean>`g.kind in ('ZONE', 'GREATER_ZONE')`,
    stay: anyStay,
  },
  TIGHT: {
    definition: {
      id: "B1-TIGHT",
      version: 2,
      textZh: `紧密型集团覆盖率：以紧密型方式参加集团化办学（一校两区除外）的学校占比。${common.zh}`,
      textEn: `Schools that are tight members of a group of any kind except one school on two campuses. ${common.en}`,
    },
    group: groupsProper,
    stay: sql<boolean>`stay.tightness = 'TIGHT'`,
  },
} satisfies Readonly<Record<string, Rate>>;

export type RateName = keyof typeof rates;
