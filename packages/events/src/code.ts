import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import type { Meaning } from "./meaning.ts";
import { SchoolCode, SchoolId } from "./vocabulary.ts";

/**
 * The holder of a school code (学校标识码), with one stream per code, written before the school's record. A code belongs
 * to one school for ever, also after the school has closed or has got another code. If the school's record is corrected
 * or its command fails, the claim is withdrawn.
 */
export const code = catalogue("code", {
  CodeClaimed: event(z.strictObject({ code: SchoolCode, schoolId: SchoolId }), [
    "由{schoolId}持有",
    "held by {schoolId}",
  ]),
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
