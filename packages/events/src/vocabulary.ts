import { z } from "zod";
import { enumOf } from "./words.ts";

/** Refines with a stable code that the HTTP layer reports with the field's pointer. */
const coded = (code: string) => ({ params: { code } });

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isCalendarDay = (text: string): boolean => {
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 && leap ? 29 : (lengths[month - 1] ?? 0);
  return day >= 1 && day <= length;
};

const form = /^\d{4}-\d{2}-\d{2}$/;

/** The first and the last day that a record or a question may be about. */
export const dayRange = { from: "1900-01-01", to: "2199-12-31" } as const;

const isInRange = (text: string): boolean => text >= dayRange.from && text <= dayRange.to;

/** Whether it is a day of the calendar, but none of `dayRange`. */
export const isDayOutOfRange = (text: string): boolean => form.test(text) && isCalendarDay(text) && !isInRange(text);

/**
 * A calendar day in Asia/Shanghai, `YYYY-MM-DD`, 1900–2199: the day from which something holds. Periods are half-open.
 */
export const Day = z
  .string()
  .regex(form)
  .refine(isCalendarDay, { ...coded("DATE_INVALID"), abort: true })
  .refine(isInRange, coded("DATE_OUT_OF_RANGE"))
  .meta({ description: "日期 YYYY-MM-DD（北京时间）。Calendar day in Asia/Shanghai.", example: "2023-09-01" });
export type Day = z.infer<typeof Day>;

/**
 * The precision of a date in its source (日期精度). For a month or a year, the stored day is the first one that fits
 * it.
 */
export const Precision = enumOf(["日期精度", "How exactly the date is known"], {
  DAY: ["日", "Day"],
  MONTH: ["月", "Month"],
  YEAR: ["年", "Year"],
});

/** 行政区划代码 of a province, city or county: six digits (GB/T 2260 or the statistics list). */
export const RegionCode = z
  .string()
  .refine((text) => /^[1-9]\d{5}$/.test(text), coded("REGION_CODE_INVALID"))
  .meta({ description: "行政区划代码，6 位。Six-digit region code.", example: "330108" });
export type RegionCode = z.infer<typeof RegionCode>;

/**
 * A region's permanent id, which does not change with its code: for a unit of the published table its code there, for
 * any other unit an id derived from the command that opened it. Events in their first shapes contain codes instead.
 */
export const RegionId = z
  .string()
  .refine((text) => /^(?:[1-9]\d{5}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(text), coded("REGION_UNKNOWN"))
  .meta({ description: "行政区划内部编号。The region's lasting id.", example: "330108" });
export type RegionId = z.infer<typeof RegionId>;

/** 行政区划级别. */
export const RegionLevel = enumOf(["级别", "Level"], {
  PROVINCE: ["省级", "Province"],
  CITY: ["地级", "City"],
  COUNTY: ["县级", "County"],
});
export type RegionLevel = z.infer<typeof RegionLevel>;

/** 学校(机构)标识码: ten digits, two of class, two of province, six serial; no check digit. */
export const SchoolCode = z
  .string()
  .refine((text) => /^\d{10}$/.test(text), coded("SCHOOL_CODE_INVALID"))
  .meta({ description: "学校（机构）标识码，10 位。Ten-digit school code.", example: "3133000001" });
export type SchoolCode = z.infer<typeof SchoolCode>;

/** A school's permanent id, which does not change with its official code. */
export const SchoolId = z.uuid().meta({ description: "学校内部编号。The school's lasting id." });
export type SchoolId = z.infer<typeof SchoolId>;

export const GroupId = z.uuid().meta({ description: "集团内部编号。The group's lasting id." });
export type GroupId = z.infer<typeof GroupId>;

/** A campus (校区) within its school. */
export const CampusKey = z
  .string()
  .refine((text) => /^[a-z0-9-]{1,20}$/.test(text), coded("CAMPUS_KEY_INVALID"))
  .meta({ description: "校区编号，在本校内唯一。Key of a campus within its school.", example: "1" });

const forbidden =
  /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;

/** Counts code points: 𬱖 is one, although it has two UTF-16 code units. */
const charactersIn = (text: string): number => [...text].length;

/** A name that people read: 1–100 characters after trimming, NFC, no control, zero-width or direction characters. */
export const Name = z
  .string()
  .refine((text) => !forbidden.test(text), coded("TEXT_INVALID"))
  .transform((text) => text.normalize("NFC").trim())
  .pipe(z.string().refine((text) => text.length >= 1 && charactersIn(text) <= 100, coded("TEXT_INVALID")))
  .meta({ description: "名称，1–100 字。A name of 1–100 characters." });

/** A short text, such as a reason or a document's number. */
export const Note = z
  .string()
  .refine((text) => !forbidden.test(text.replaceAll("\n", "")) && charactersIn(text) <= 1_000, coded("TEXT_INVALID"))
  .meta({ description: "说明，至多 1000 字。A note of at most 1,000 characters." });

/**
 * The common fields of a dated event: the day from which it holds, the precision of that day, and the document (文号).
 * It is part of stored shapes, so it is never edited.
 */
export const effective = { on: Day, precision: Precision.default("DAY"), document: Note.optional() };

/** 办学类型 (GB/T 33782-2017). */
export const SchoolType = enumOf(["办学类型", "Type of school"], {
  "211": ["小学", "Primary school"],
  "218": ["小学教学点", "Primary teaching point"],
  "311": ["初级中学", "Junior secondary school"],
  "312": ["九年一贯制学校", "Nine-year school"],
  "321": ["职业初中", "Junior vocational school"],
  "341": ["完全中学", "Complete secondary school"],
  "342": ["高级中学", "Senior secondary school"],
  "345": ["十二年一贯制学校", "Twelve-year school"],
});
export type SchoolType = z.infer<typeof SchoolType>;

/** 城乡分类. */
export const UrbanRural = enumOf(["城乡分类", "Urban-rural class"], {
  "111": ["主城区", "Main urban area"],
  "112": ["城乡结合区", "Urban fringe"],
  "121": ["镇中心区", "Town centre"],
  "122": ["镇乡结合区", "Town fringe"],
  "123": ["特殊区域", "Special area"],
  "210": ["乡中心区", "Township centre"],
  "220": ["村庄", "Village"],
});
export type UrbanRural = z.infer<typeof UrbanRural>;

/** 办学性质. */
export const Ownership = enumOf(["办学性质", "Who runs a school"], {
  PUBLIC: ["公办", "Public"],
  PRIVATE: ["民办", "Private"],
});
export type Ownership = z.infer<typeof Ownership>;

/** 学段. */
export const Stage = enumOf(["学段", "Stage"], { PRIMARY: ["小学", "Primary"], JUNIOR: ["初中", "Junior secondary"] });
export type Stage = z.infer<typeof Stage>;

/** 集团化办学形式. */
export const GroupKind = enumOf(["形式", "Form"], {
  GROUP: ["教育集团", "School group"],
  ALLIANCE: ["联盟", "Alliance"],
  ZONE: ["学区", "School zone"],
  GREATER_ZONE: ["大学区", "Greater zone"],
  ENTRUSTED: ["托管", "Entrusted management"],
  TWO_CAMPUSES: ["一校两区", "One school on two campuses"],
  COMMUNITY: ["共同体", "Community of schools"],
  COLLABORATIVE: ["协作体", "Collaborative"],
});
export type GroupKind = z.infer<typeof GroupKind>;

/** 学校在集团中的角色. */
export const MemberRole = enumOf(["角色", "Role"], {
  LEAD: ["牵头校", "Lead school"],
  CORE: ["核心校", "Core school"],
  MEMBER: ["成员校", "Member school"],
});
export type MemberRole = z.infer<typeof MemberRole>;

/** 紧密程度. */
export const Tightness = enumOf(["紧密程度", "Tightness"], { TIGHT: ["紧密型", "Tight"], LOOSE: ["松散型", "Loose"] });
export type Tightness = z.infer<typeof Tightness>;

/** 学年 by its first calendar year: 2023 is 2023-09-01 to 2024-08-31. */
export const SchoolYear = z
  .int()
  .min(1949)
  .max(2198)
  .meta({ description: "学年，以起始年份表示：2023 即 2023-09-01 至 2024-08-31。", example: 2023 });

/** Whole numbers by stage (学段). */
export const ByStage = z.strictObject({
  PRIMARY: z.int().min(0).max(1_000_000).default(0),
  JUNIOR: z.int().min(0).max(1_000_000).default(0),
});
