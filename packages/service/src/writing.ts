import { randomUUID } from "node:crypto";
import { type Clock, type EventStore, RevisionConflict } from "@lianxiao/kernel";
import type { Readiness } from "./http.ts";

/** Where it is tried out whether the store accepts appends again. No projection and no reaction follows it. */
const stream = "probe-writes";

const restMs = 1_000;

/**
 * The store, watched: its readiness is lost with an append that fails and comes back with one that does not. While it
 * is lost, whoever asks has a small event appended, at most once a second; as long as all is well nothing is written.
 */
export const watchWrites = (store: EventStore, clock: Clock): { store: EventStore; readiness: Readiness } => {
  const last: { failure?: unknown; probedAt?: number; probing?: Promise<unknown> } = {};

  const append: EventStore["append"] = async (entry) => {
    try {
      const receipt = await store.append(entry);
      delete last.failure;
      return receipt;
    } catch (error) {
      // The stream had moved on: that says nothing of the disk, which was not written to.
      if (!(error instanceof RevisionConflict)) last.failure = error;
      throw error;
    }
  };

  const probe = async (): Promise<void> => {
    const now = clock().getTime();
    if (last.probedAt !== undefined && Math.abs(now - last.probedAt) < restMs) return;
    last.probedAt = now;
    // What it says of the store, `append` has noted.
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

/** Appends one event. The stream keeps no more than the last, by its metadata, which are written before the first. */
const tryOut = async ({ read, append }: EventStore): Promise<void> => {
  const revision = (await read(stream)).at(-1)?.revision ?? -1n;
  const metadata = [event("$metadata", { $maxCount: 1 })];
  if (revision === -1n) await append({ stream: `$$${stream}`, revision, events: metadata }).catch(unlessWritten);
  await append({ stream, revision, events: [event("WritesProbed", {})] });
};

/** An earlier attempt came as far as the metadata. */
const unlessWritten = (error: unknown): void => {
  if (!(error instanceof RevisionConflict)) throw error;
};

const event = (type: string, data: Readonly<Record<string, unknown>>) => ({
  id: randomUUID(),
  type,
  data,
  metadata: {},
});

/** With the causes, where the client tells them; EventStoreDB's leaves out why an append was not stored. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.cause === undefined ? "" : reasonOf(error.cause)]
    .filter((text) => text !== "")
    .join(" ");
};
