import { randomUUID } from "node:crypto";
import { type Clock, type EventStore, RevisionConflict } from "@lianxiao/kernel";
import type { Readiness } from "./http.ts";

/** The stream for probing whether the store accepts appends again. No projection and no reaction subscribes to it. */
const stream = "probe-writes";

const restMs = 1_000;

/**
 * Wraps a store and observes its appends: it is not ready after one has failed, and ready again after one has
 * succeeded. While it is not ready, a readiness check appends a small event, at most once a second; otherwise checks
 * write nothing.
 */
export const watchWrites = (store: EventStore, clock: Clock): { store: EventStore; readiness: Readiness } => {
  const last: { failure?: unknown; probedAt?: number; probing?: Promise<unknown> } = {};

  const append: EventStore["append"] = async (entry) => {
    try {
      const receipt = await store.append(entry);
      delete last.failure;
      return receipt;
    } catch (error) {
      // A RevisionConflict does not indicate a failing store: the append was refused, not written.
      if (!(error instanceof RevisionConflict)) last.failure = error;
      throw error;
    }
  };

  const probe = async (): Promise<void> => {
    const now = clock().getTime();
    if (last.probedAt !== undefined && Math.abs(now - last.probedAt) < restMs) return;
    last.probedAt = now;
    // The wrapped `append` has recorded the outcome.
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

/** Appends one event. The stream's metadata, written before its first event, limit it to the last event. */
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

/** The error's message with those of its causes. EventStoreDB's client does not report why an append was not stored. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.cause === undefined ? "" : reasonOf(error.cause)]
    .filter((text) => text !== "")
    .join(" ");
};
