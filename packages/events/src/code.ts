import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import type { Meaning } from "./meaning.ts";
import { SchoolCode, SchoolId } from "./vocabulary.ts";

/**
 * Who holds a school code (学校标识码), one stream a code, written before the school records it: a code is one school's
 * for ever, also after the school has closed or has taken another. A claim that never was (the school's record was
 * corrected, or its command did not come through) is withdrawn like any other record.
 */
export const code = catalogue("code", {
  CodeClaimed: event(z.strictObject({ code: SchoolCode, schoolId: SchoolId })),
});
export type CodeEvent = EventOf<typeof code>;

/** The school that holds the code. */
export type CodeState = string | undefined;

export const codeMeaning: Meaning<CodeState, CodeEvent> = {
  category: code.category,
  initial: undefined,
  on: () => "",
  about: () => undefined,
  evolve: {
    CodeClaimed: (_holder, { schoolId }) => schoolId,
  },
};
