import type { AnyEvent, RecordOf } from "@lianxiao/events";
import type { Recorded } from "@lianxiao/kernel";

/** A recorded event of a known category, decoded into its latest shape. */
export type Readable = { readonly recorded: Recorded; readonly category: string; readonly event: RecordOf<AnyEvent> };

/** A row as its table has it, without the two periods. */
export type Row = Readonly<Record<string, unknown>>;

/** An event that could be read, but not projected: a defect of a projection. */
export class Unapplied extends Error {
  override readonly name = "Unapplied";
}

/** The place of an event, for an operator who has to find it. */
export const placeOf = ({ stream, revision, position, type }: Recorded): string =>
  `Event ${type}, stream ${stream}, revision ${revision}, position ${position}`;
