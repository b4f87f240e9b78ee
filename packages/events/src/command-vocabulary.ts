import { z } from "zod";
import { Day, isDayOutOfRange, Name, Note, Precision } from "./vocabulary.ts";

// Commands may accept less than stored shapes, which must continue to accept every value that was ever stored.

const coded = (code: string) => ({ params: { code } });

/** Private-use characters (their meaning depends on the system), U+FFFD, line separators and noncharacters. */
const unreadable = /[\p{Co}\ufffd\u2028\u2029\ufdd0-\ufdef]|[\u{fffe}\u{ffff}\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}]/u;

/** Characters without a visible glyph: Hangul fillers, the Braille blank, the soft hyphen, the Mongolian separator. */
const blank = /^[\s\p{M}\p{Cf}\u3164\u115f\u1160\uffa0\u2800\u00ad\u180e]*$/u;

/** A name in a command: only readable characters, at least one of them visible. */
export const NewName = Name.refine((text) => !unreadable.test(text) && !blank.test(text), coded("TEXT_INVALID"));

/** A note in a command. */
export const NewNote = Note.refine((text) => !unreadable.test(text), coded("TEXT_INVALID"));

/** A note that a command requires, such as a reason: at least one character is visible. */
export const RequiredNote = NewNote.refine((text) => !blank.test(text), coded("TEXT_INVALID"));

/** A day in a command. A wrong format, a day that does not exist and one out of range are different errors. */
export const NewDay = z
  .string()
  .refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text), { ...coded("DATE_FORMAT"), abort: true })
  .refine((text) => !isDayOutOfRange(text), { ...coded("DATE_OUT_OF_RANGE"), abort: true })
  .refine((text) => Day.safeParse(text).success, coded("DATE_INVALID"))
  .meta({ description: "日期 YYYY-MM-DD（北京时间）。Calendar day in Asia/Shanghai.", example: "2023-09-01" });

/**
 * The common fields of a dated command: the day from which it holds, the precision of that day, the document (文号).
 */
export const newlyEffective = { on: NewDay, precision: Precision.default("DAY"), document: NewNote.optional() };

/** Whether a day is in a year more than ten years after that of `today`; such a day is taken for a typing error. */
export const isTooFar = (day: Day, today: Day): boolean => Number(day.slice(0, 4)) > Number(today.slice(0, 4)) + 10;
