import { z } from "zod";
import { Note } from "./vocabulary.ts";

type Said = { readonly type: string; readonly data: unknown };

/** A correction as it is stored: `becomes` is an event of the same category in its own stored shape, or null. */
export const StoredCorrection = z.strictObject({
  event: z.uuid(),
  becomes: z.strictObject({ type: z.string(), data: z.unknown() }).nullable(),
  reason: Note,
  document: Note.optional(),
});

/**
 * 更正: replaces an earlier event of the same stream (never another correction) by `becomes`, or withdraws it if
 * `becomes` is null. Every category has it. A later correction of the same event replaces the earlier one.
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
 * A command that wrote its mirrored events to other streams but did not append to this stream in time. Once this is
 * recorded, the command's own append is refused because of its expected revision, so its mirrored events can be undone
 * safely.
 */
export type CommandAbandoned = {
  readonly type: "CommandAbandoned";
  readonly data: { readonly commandId: string };
};

/** Any record that a stream of a category may contain. */
export type RecordOf<E extends Said> = E | Corrected<E> | CommandAbandoned;

/** Type guards for RecordOf: TypeScript does not narrow a generic union by its `type`. */
export const isCorrection = <E extends Said>(record: RecordOf<E>): record is Corrected<E> =>
  record.type === "Corrected";
export const isOwn = <E extends Said>(record: RecordOf<E>): record is E =>
  record.type !== "Corrected" && record.type !== "CommandAbandoned";
