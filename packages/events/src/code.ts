import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import type { Meaning } from "./meaning.ts";
import { SchoolCode, SchoolId } from "./vocabulary.ts";

/**
 * The holder of each school code (学校标识码), one stream per code, written before the school's own record. A code
 * belongs to one school for ever, even after the school has closed or changed its code. A claim without a record (the
 * school's record was corrected, or its command failed) is withdrawn by a correction.
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
