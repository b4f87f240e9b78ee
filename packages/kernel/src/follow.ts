import { setTimeout as wait } from "node:timers/promises";
import { type Batch, type EventStore, StoreUnavailable } from "./event-store.ts";
import { type Progress, watch } from "./watchdog.ts";

export type Follow = {
  readonly store: EventStore;
  readonly prefixes: readonly string[];
  /** Read again at every connection and never cached, so that a checkpoint that was reset takes effect. */
  readonly checkpoint: () => Promise<bigint | undefined>;
  /** Also called without events when only the position has advanced. */
  readonly onBatch: (batch: Batch) => Promise<void>;
  /** Called for every failure; returns whether to retry after a pause. */
  readonly goOnAfter: (error: unknown) => boolean;
  readonly signal: AbortSignal;
  readonly watchdogMs?: number;
};

export type Following = {
  /** Resolves when `signal` aborts; rejects with the error for which `goOnAfter` returned false. */
  readonly done: Promise<void>;
  /** The position up to which all matching events have been handled; -1n if there is none. */
  readonly position: () => bigint;
};

const shortestMs = 100;
const longestMs = 5_000;

/**
 * The subscription loop of projectors and reactions: delivers batches in order from the checkpoint, and resubscribes
 * after a lost connection or a failed batch with exponential backoff. The pause is reset only when the failed position
 * has been passed: batches that succeed again before one that always fails are no progress.
 */
export const follow = (options: Follow): Following => {
  const progress: Progress = { position: -1n, handling: undefined, stalled: false };
  return { done: followOn(options, progress), position: () => progress.position };
};

const followOn = async (options: Follow, progress: Progress): Promise<void> => {
  const { signal, goOnAfter } = options;
  let pauseMs = shortestMs;
  let failedAt = -1n;
  const passed = (position: bigint) => {
    if (position >= failedAt) pauseMs = shortestMs;
  };
  while (!signal.aborted) {
    try {
      await followOnce(options, progress, passed);
    } catch (error) {
      if (signal.aborted) return;
      if (!goOnAfter(error)) throw error;
      const place = progress.handling ?? progress.position + 1n;
      if (place > failedAt) failedAt = place;
    }
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, longestMs);
  }
};

const followOnce = async (
  { store, prefixes, checkpoint, onBatch, signal, watchdogMs = 5_000 }: Follow,
  progress: Progress,
  passed: (position: bigint) => void,
): Promise<void> => {
  Object.assign(progress, { handling: undefined, stalled: false });
  const connection = new AbortController();
  const abort = () => connection.abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const after = await checkpoint();
    progress.position = after ?? -1n;
    passed(progress.position);
    void watch({ store, prefixes, progress, watchdogMs, connection });
    for await (const batch of store.subscribe({ after, prefixes, signal: connection.signal })) {
      progress.handling = batch.position;
      await onBatch(batch);
      progress.position = batch.position;
      progress.handling = undefined;
      passed(batch.position);
    }
    if (progress.stalled) throw new StoreUnavailable("The subscription stalled while the log grew; resubscribing.");
  } finally {
    signal.removeEventListener("abort", abort);
    abort();
  }
};
