import { z } from "zod";
import { Day, Name, Note, Precision } from "./vocabulary.ts";

// What commands accept may be narrower than what is stored: a stored shape goes on accepting all that it ever did.

const coded = (code: string) => ({ params: { code } });

/** Private use (a rare character of one system, another elsewhere), replacement, line separators and noncharacters. */
const unreadable = /[\p{Co}\ufffd\u2028\u2029\ufdd0-\ufdef]|[\u{fffe}\u{ffff}\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}]/u;

/** Letters and marks that show nothing: Hangul fillers, the Braille blank, the soft hyphen, the Mongolian separator. */
const blank = /^[\s\p{M}\p{Cf}\u3164\u115f\u1160\uffa0\u2800\u00ad\u180e]*$/u;

/** A name in a command: readable characters, and not only such as show nothing. */
export const NewName = Name.refine((text) => !unreadable.test(text) && !blank.test(text), coded("TEXT_INVALID"));

/** A note in a command. */
export const NewNote = Note.refine((text) => !unreadable.test(text), coded("TEXT_INVALID"));

/** A day in a command: one error that names the form when it is not written as one, another when there is no such day. */
export const NewDay = z
  .string()
  .refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text), { ...coded("DATE_FORMAT"), abort: true })
  .refine((text) => Day.safeParse(text).success, coded("DATE_INVALID"))
  .meta({ description: "日期 YYYY-MM-DD（北京时间）。Calendar day in Asia/Shanghai.", example: "2023-09-01" });

/** What a dated command says: from when it holds, how exactly that is known, by which document (文号). */
export const newlyEffective = { on: NewDay, precision: Precision.default("DAY"), document: NewNote.optional() };

/** Further ahead nothing is decided: a day more than ten years after today is a slip of the pen. */
export const isTooFar = (day: Day, today: Day): boolean => Number(day.slice(0, 4)) > Number(today.slice(0, 4)) + 10;
