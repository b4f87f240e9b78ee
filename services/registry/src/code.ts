import { type CodeEvent, type CodeState, code, codeMeaning } from "@lianxiao/events";
import { type Category, type CommandTable, when } from "@lianxiao/service";

/** A school code (学校标识码) belongs to one school for ever, also after the school has closed or has got another code. */
export const codeCategory: Category<CodeState, CodeEvent> = {
  catalogue: code,
  meaning: codeMeaning,
  idOf: ({ data }) => data.code,
  reads: () => ({}),
  always: {
    // The holder is not named: the caller may not be allowed to know of that school.
    SCHOOL_CODE_TAKEN: when("CodeClaimed", (holder, { code, schoolId }) => holder && holder !== schoolId && { code }),
  },
  now: {},
  refusals: {
    SCHOOL_CODE_TAKEN: [
      "该学校标识码已被（或曾被）另一所学校使用，不能再用",
      "The code belongs, or has belonged, to another school and is not given again",
    ],
  },
  mirrors: () => [],
};

/** Codes are claimed by the records of schools; there are no commands for them. */
export const codeTable: CommandTable<CodeState, CodeEvent, object> = {
  category: codeCategory,
  title: ["学校标识码", "School codes"],
  routes: {},
};
