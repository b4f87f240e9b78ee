/** The expected state of a stream: a revision or a condition. */
export type Expectation = bigint | "no_stream" | "any" | "stream_exists";

/** What a check of a stream can require besides. */
export type Condition = Expectation | "deleted" | "tombstoned";

/** The append was not stored, or it is unknown whether it was, for a reason that does not concern its streams. */
export type Unwritten =
  | { readonly kind: "unstored"; readonly reason: string }
  | { readonly kind: "denied" }
  | { readonly kind: "stopping" };

/** Why the expectation for a stream was not met. */
export type Unmet = { readonly kind: "conflict"; readonly current: bigint } | { readonly kind: "deleted" };

/** The result of an append to one stream, of a deletion or of a tombstone. */
export type Outcome =
  | { readonly kind: "written"; readonly last: bigint; readonly position: bigint | undefined }
  | Unmet
  | Unwritten;

export const conflict = (current: bigint): Unmet => ({ kind: "conflict", current });

export const deleted: Unmet = { kind: "deleted" };

/** The write failed, but may have been stored; only a retry with the same ids can tell. */
export const unstored = (error: unknown): Unwritten => ({
  kind: "unstored",
  reason: error instanceof Error ? error.message : String(error),
});
