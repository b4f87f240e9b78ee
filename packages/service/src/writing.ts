import { randomUUID } from "node:crypto";
import { type Clock, type EventStore, RevisionConflict } from "@lianxiao/kernel";
import type { Readiness } from "./http.ts";

/** The stream for trying whether the store accepts appends again. No projection and no reaction follows it. */
const stream = "probe-writes";

const restMs = 1_000;

/**
 * Watches a store's appends: after a failed one it is not ready, after the next successful one it is. While it is not
 * ready, a readiness check appends a small event, at most once a second; otherwise nothing is written.
 */
export const watchWrites = (store: EventStore, clock: Clock): { store: EventStore; readiness: Readiness } => {
  const last: { failure?: unknown; probedAt?: number; probing?: Promise<unknown> } = {};

  const append: EventStore["append"] = async (entry) => {
    try {
      const receipt = await store.append(entry);
      delete last.failure;
      return receipt;
    } catch (error) {
      // A conflict says nothing about the disk, because nothing was written.
      if (!(error instanceof RevisionConflict)) last.failure = error;
      throw error;
    }
  };

  const probe = async (): Promise<void> => {
    const now = clock().getTime();
    if (last.probedAt !== undefined && Math.abs(now - last.probedAt) < restMs) return;
    last.probedAt = now;
    // `append` has noted the failure.
    await tryOut({ ...store, append }).catch(() => undefined);
  };

  const readiness: Readiness = async () => {
    await store.read(stream);
    if (last.failure !== undefined) {
      last.probing ??= probe().finally(() => delete last.probing);
      await last.probing;
    }
    return last.failure === undefined
      ? { ready: true }
      : { ready: false, appends: "failing", why: reasonOf(last.failure) };
  };

  return { store: { ...store, append }, readiness };
};

/** Appends one event. The stream's metadata, written before the first one, make it keep only the last. */
const tryOut = async ({ read, append }: EventStore): Promise<void> => {
  const revision = (await read(stream)).at(-1)?.revision ?? -1n;
  const metadata = [event("$metadata", { $maxCount: 1 })];
  if (revision === -1n) await append({ stream: `$$${stream}`, revision, events: metadata }).catch(unlessWritten);
  await append({ stream, revision, events: [event("WritesProbed", {})] });
};

/** An earlier attempt has already written the metadata. */
const unlessWritten = (error: unknown): void => {
  if (!(error instanceof RevisionConflict)) throw error;
};

const event = (type: string, data: Readonly<Record<string, unknown>>) => ({
  id: randomUUID(),
  type,
  data,
  metadata: {},
});

/** The message with those of its causes: the client's own leaves out why an append was not stored. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.cause === undefined ? "" : reasonOf(error.cause)]
    .filter((text) => text !== "")
    .join(" ");
};
