/** A revision, or a word about the stream. */
export type Expectation = bigint | "no_stream" | "any" | "stream_exists";

/** What became of an append, a deletion or a tombstone. */
export type Outcome =
  | { readonly kind: "written"; readonly last: bigint; readonly position: bigint | undefined }
  | { readonly kind: "conflict"; readonly current: bigint }
  | { readonly kind: "deleted" }
  | { readonly kind: "unstored"; readonly reason: string }
  | { readonly kind: "denied" }
  | { readonly kind: "stopping" };

export const conflict = (current: bigint): Outcome => ({ kind: "conflict", current });

export const deleted: Outcome = { kind: "deleted" };

/** It failed; whether it was written all the same, only the same append again can tell. */
export const unstored = (error: unknown): Outcome => ({
  kind: "unstored",
  reason: error instanceof Error ? error.message : String(error),
});
