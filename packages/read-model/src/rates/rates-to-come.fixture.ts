import { sql } from "kysely";
import { z } from "zod";
import { byGroups } from "./by-groups.ts";
import { afterYears, atStartOf, wholeOf } from "./period.ts";
import { rate } from "./rate.ts";
import { atLeast, facts, join, only, pick, type Relation, union, where } from "./relation.ts";
import { properSchools, type SchoolColumn, schools, schoolWeights } from "./schools.ts";
import type { Subject } from "./subject.ts";

/**
 * Rates whose facts no service records yet, as entries over tables that the test creates. They show that an entry
 * expresses them; the services that come bring the tables.
 */

const words = ["测试口径", "A definition of a test"] as const;
const none = z.strictObject({});
const definition = (id: string) => ({ id, version: 1, textZh: `${words[0]}。`, textEn: `${words[1]}.` });

export const tables = `
  create table pairing (supporting text, supported text, valid daterange, known int8range);
  create table school_tag (school_id text, tag text, valid daterange, known int8range);
  create table post (teacher_id text, school_id text, valid daterange, known int8range);
  create table exemption (teacher_id text, valid daterange, known int8range);
  create table rotation (teacher_id text, valid daterange, known int8range);
  create table session (school_id text, session text, valid daterange, known int8range);
  create table venue (venue_id text, region text, area int, valid daterange, known int8range);
  create table venue_share (venue_id text, campus text, valid daterange, known int8range);
  create table programme (county text, valid daterange, known int8range);
  create table certification (county text, valid daterange, known int8range);
  create table inspector (inspector text, region text, valid daterange, known int8range);
  create table inspection (inspector text, school_id text, valid daterange, known int8range);
  create table visit (inspector text, valid daterange, known int8range);
`;

const tagged = (tag: string) =>
  only(
    where(facts("school_tag", ["school_id", "tag"]), (column) => sql`${column("tag")} = ${tag}`),
    ["school_id"],
  );
const whole = { part: () => sql`null::text` };
const bySchools = { SCHOOLS: schoolWeights.SCHOOLS };
const rural = ["210", "220"];
const inRural = (rows: Relation<SchoolColumn>) =>
  where(rows, (column) => sql`${column("urban_rural")} = any (${rural}::text[])`);

const pairedWith = (partners: Relation<"school_id">) =>
  pick(join(facts("pairing", ["supporting", "supported"]), pick(partners, { supporting: "school_id" })), {
    school_id: "supported",
    ...whole,
  });

const urban = only(
  where(schools.rows, (column) => sql`${column("urban_rural")} in ('111', '112')`),
  ["school_id"],
);

/** 城乡教育共同体覆盖率: rural schools that are paired with an urban school tagged 优质. */
export const b2 = rate({
  definition: definition("B2"),
  subject: schools,
  options: z.strictObject({
    areas: z
      .array(z.enum(["TOWN", "RURAL"]))
      .min(1)
      .default(["RURAL"]),
  }),
  among: ({ areas }) => [
    properSchools,
    {
      reason: "NOT_RURAL",
      words,
      holds: (column) => {
        const codes = [...(areas.includes("TOWN") ? ["121", "122", "123"] : []), ...rural];
        return sql`${column("urban_rural")} = any (${codes}::text[])`;
      },
    },
  ],
  covered: () => pairedWith(join(urban, tagged("优质"))),
  weights: bySchools,
});

const small = only(
  where(
    join(inRural(schools.rows), facts("every_annual_return", ["school_id", "stage", "pupils"])),
    (column) => sql`${column("counts_primary")} and ${column("stage")} = 'PRIMARY' and ${column("pupils")} < 100`,
  ),
  ["school_id"],
);
const weak = only(
  join(
    where(schools.rows, (column) => sql`${column("counts_junior")}`),
    tagged("薄弱"),
  ),
  ["school_id"],
);

/** 乡村小规模、薄弱初中覆盖率: such schools that are in a group or paired. */
export const b4 = rate({
  definition: definition("B4"),
  subject: schools,
  options: none,
  among: () => [properSchools, { reason: "NEITHER_SMALL_NOR_WEAK", words, within: union(small, weak) }],
  covered: ({ subjects }) =>
    union(
      byGroups(only(subjects, ["school_id"]), {
        kinds: ["GROUP"],
        tight: false,
        teachingPoints: false,
        twoOf: "SCHOOLS",
      }),
      pairedWith(only(schools.rows, ["school_id"])),
    ),
  weights: bySchools,
});

const posts = (years: number) =>
  facts("post", ["teacher_id", "school_id"], {
    during: (valid) => atStartOf("SCHOOL_YEAR")(afterYears(years)(valid)),
  });
const teachers: Subject<"teacher_id" | "school_id" | "administered_by"> = {
  rows: join(
    facts("post", ["teacher_id", "school_id"], { during: atStartOf("SCHOOL_YEAR") }),
    only(schools.rows, ["school_id", "administered_by"]),
  ),
  key: ["teacher_id"],
  unit: "administered_by",
  filters: {},
};
const teacherWeight = { unit: { name: "TEACHER", words }, words, of: "SUBJECTS" } as const;

/** 交流轮岗比例: of the teachers eligible on 1 September, not exempt, those whose rotation began in the school year. */
export const b5 = rate({
  definition: definition("B5"),
  subject: teachers,
  options: z.strictObject({ years: z.int().min(1).max(20).default(6) }),
  among: ({ years }) => [
    { reason: "NOT_ELIGIBLE", words, within: only(posts(years), ["teacher_id"]) },
    {
      reason: "EXEMPT",
      words,
      outside: facts("exemption", ["teacher_id"], { during: atStartOf("SCHOOL_YEAR") }),
    },
  ],
  covered: () =>
    pick(facts("rotation", ["teacher_id"], { during: wholeOf("SCHOOL_YEAR") }), { teacher_id: "teacher_id", ...whole }),
  weights: { TEACHERS: teacherWeight },
});

/** 专递课堂覆盖: rural schools that received at least so many sessions in the month. */
export const b8 = rate({
  definition: definition("B8"),
  subject: schools,
  options: z.strictObject({ sessions: z.int().min(1).max(100).default(2) }),
  among: () => [
    { reason: "NOT_RURAL", words, holds: (column) => sql`${column("urban_rural")} = any (${rural}::text[])` },
  ],
  covered: ({ options: { sessions } }) =>
    pick(
      atLeast(sessions, facts("session", ["school_id", "session"], { during: wholeOf("MONTH") }), {
        by: ["school_id"],
        of: ["session"],
      }),
      { school_id: "school_id", ...whole },
    ),
  weights: bySchools,
});

const venues: Subject<"venue_id" | "region" | "area"> = {
  rows: facts("venue", ["venue_id", "region", "area"]),
  key: ["venue_id"],
  unit: "region",
  filters: {},
};

/** 场地共享: the area of venues that are shared, once however many campuses share one. */
export const b9 = rate({
  definition: definition("B9"),
  subject: venues,
  options: none,
  among: () => [],
  covered: () => pick(facts("venue_share", ["venue_id", "campus"]), { venue_id: "venue_id", ...whole }),
  weights: {
    AREA: {
      unit: { name: "SQUARE_METRE", words },
      words,
      of: "AMOUNT",
      amount: ({ subjects }) => pick(subjects, { venue_id: "venue_id", amount: "area" }),
      unknown: { reason: "NO_AREA", words },
    },
  },
});

const counties: Subject<"county"> = {
  rows: facts("programme", ["county"]),
  key: ["county"],
  unit: "county",
  filters: {},
};

/** 优质均衡县占比: counties of the programme that are certified. */
export const b10 = rate({
  definition: definition("B10"),
  subject: counties,
  options: none,
  among: () => [],
  covered: () => pick(facts("certification", ["county"]), { county: "county", ...whole }),
  weights: { COUNTIES: { unit: { name: "COUNTY", words }, words, of: "SUBJECTS" } },
});

/** 督学 coverage of schools: those that have an inspector. */
export const b12Schools = rate({
  definition: definition("B12-SCHOOLS"),
  subject: schools,
  options: none,
  among: () => [properSchools],
  covered: () => pick(facts("inspection", ["inspector", "school_id"]), { school_id: "school_id", ...whole }),
  weights: bySchools,
});

const inspectors: Subject<"inspector" | "region"> = {
  rows: facts("inspector", ["inspector", "region"]),
  key: ["inspector"],
  unit: "region",
  filters: {},
};

/** 督学 at work: inspectors with a visit in the month. */
export const b12Inspectors = rate({
  definition: definition("B12-INSPECTORS"),
  subject: inspectors,
  options: none,
  among: () => [],
  covered: () =>
    pick(facts("visit", ["inspector"], { during: wholeOf("MONTH") }), { inspector: "inspector", ...whole }),
  weights: { INSPECTORS: { unit: { name: "INSPECTOR", words }, words, of: "SUBJECTS" } },
});
