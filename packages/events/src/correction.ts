import { z } from "zod";
import { Note } from "./vocabulary.ts";

type Said = { readonly type: string; readonly data: unknown };

/** In stored form: `becomes` is an event of the same category in its stored shape, or null. */
export const StoredCorrection = z.strictObject({
  event: z.uuid(),
  becomes: z.strictObject({ type: z.string(), data: z.unknown() }).nullable(),
  reason: Note,
  document: Note.optional(),
});

/**
 * A correction (更正): the version that replaces the recorded event (an id of the same stream, not of a correction), or
 * null to withdraw it. Part of every category. A later correction of the same event replaces an earlier one.
 */
export type Corrected<E extends Said> = {
  readonly type: "Corrected";
  readonly data: {
    readonly event: string;
    readonly becomes: E | null;
    readonly reason: string;
    readonly document?: string | undefined;
  };
};

export const StoredAbandonment = z.strictObject({ commandId: z.uuid() });

/**
 * A command that wrote mirrored events and did not append its record in time. Once this is recorded, the command's own
 * append at the revision that it had read is refused, so that the mirrored events can be undone safely.
 */
export type CommandAbandoned = {
  readonly type: "CommandAbandoned";
  readonly data: { readonly commandId: string };
};

/** All events that a stream of a category can contain. */
export type RecordOf<E extends Said> = E | Corrected<E> | CommandAbandoned;

/** Whether it is an event of the category itself. TypeScript does not narrow a generic union by its names. */
export const isCorrection = <E extends Said>(record: RecordOf<E>): record is Corrected<E> =>
  record.type === "Corrected";
export const isOwn = <E extends Said>(record: RecordOf<E>): record is E =>
  record.type !== "Corrected" && record.type !== "CommandAbandoned";
