import { type CodeEvent, type CodeState, code, codeMeaning } from "@lianxiao/events";
import { type Category, type CommandTable, when } from "@lianxiao/service";

/** 学校标识码: one school's for ever, also after the school has closed or has taken another code. */
export const codeCategory: Category<CodeState, CodeEvent> = {
  catalogue: code,
  meaning: codeMeaning,
  idOf: ({ data }) => data.code,
  reads: () => ({}),
  always: {
    // Who holds it is not said: it may be a school that the caller knows nothing of.
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

/** Codes are claimed by what schools record; no command is about one. */
export const codeTable: CommandTable<CodeState, CodeEvent, object> = {
  category: codeCategory,
  title: ["学校标识码", "School codes"],
  routes: {},
};
