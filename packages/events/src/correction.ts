import { z } from "zod";
import { Note } from "./vocabulary.ts";

type Said = { readonly type: string; readonly data: unknown };

/** As it is stored: `becomes` is an event of the same category in its own stored shape, or null. */
export const StoredCorrection = z.strictObject({
  event: z.uuid(),
  becomes: z.strictObject({ type: z.string(), data: z.unknown() }).nullable(),
  reason: Note,
  document: Note.optional(),
});

/**
 * 更正: what the recorded event (an id of the same stream, never another correction's) should have said; null when it
 * never was. Every category has it. Correcting the same event again replaces the earlier correction.
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
 * A command that had written its first steps elsewhere and did not come through here in time. Once this is recorded its
 * own append at the revision it had read is refused, so its first steps can be undone safely.
 */
export type CommandAbandoned = {
  readonly type: "CommandAbandoned";
  readonly data: { readonly commandId: string };
};

/** Whatever a stream of a category may hold. */
export type RecordOf<E extends Said> = E | Corrected<E> | CommandAbandoned;

/** Tells a category's own events from what every stream may hold besides; a generic union is not narrowed by its names. */
export const isCorrection = <E extends Said>(record: RecordOf<E>): record is Corrected<E> =>
  record.type === "Corrected";
export const isOwn = <E extends Said>(record: RecordOf<E>): record is E =>
  record.type !== "Corrected" && record.type !== "CommandAbandoned";
