/** A revision, or a word about the stream. */
export type Expectation = bigint | "no_stream" | "any" | "stream_exists";

/** What can be asked of a stream besides, without expecting to find its events. */
export type Condition = Expectation | "deleted" | "tombstoned";

/** Nothing is known to be written, for a reason that lies in no stream. */
export type Unwritten =
  | { readonly kind: "unstored"; readonly reason: string }
  | { readonly kind: "denied" }
  | { readonly kind: "stopping" };

/** Why a stream was not written to. */
export type Unmet = { readonly kind: "conflict"; readonly current: bigint } | { readonly kind: "deleted" };

/** What became of an append to one stream, a deletion or a tombstone. */
export type Outcome =
  | { readonly kind: "written"; readonly last: bigint; readonly position: bigint | undefined }
  | Unmet
  | Unwritten;

export const conflict = (current: bigint): Unmet => ({ kind: "conflict", current });

export const deleted: Unmet = { kind: "deleted" };

/** It failed; whether it was written all the same, only the same append again can tell. */
export const unstored = (error: unknown): Unwritten => ({
  kind: "unstored",
  reason: error instanceof Error ? error.message : String(error),
});
