import { setTimeout as wait } from "node:timers/promises";
import { type Batch, type EventStore, StoreUnavailable } from "./event-store.ts";
import { type Progress, watch } from "./watchdog.ts";

export type Follow = {
  readonly store: EventStore;
  readonly prefixes: readonly string[];
  /** Asked anew at every (re)connection, so that a checkpoint that went back is honoured and never cached. */
  readonly checkpoint: () => Promise<bigint | undefined>;
  /** Also told when there are no events but the position has moved on. */
  readonly onBatch: (batch: Batch) => Promise<void>;
  /** Told of every failure; returns true when following should go on after a pause. */
  readonly goOnAfter: (error: unknown) => boolean;
  readonly signal: AbortSignal;
  readonly watchdogMs?: number;
};

export type Following = {
  /** Resolves when `signal` aborts; rejects with the error after which `goOnAfter` says no. */
  readonly done: Promise<void>;
  /** The position up to which everything that matches has been handled; -1n when that is nothing. */
  readonly position: () => bigint;
};

const shortestMs = 100;
const longestMs = 5_000;

/**
 * The subscription loop that the projector and the reactions share: batches in order from the checkpoint, subscribing
 * again when the connection is lost or a batch failed. The pause grows until the place that failed has been passed: good
 * batches before one that always fails come again each time, and are no progress.
 */
export const follow = (options: Follow): Following => {
  const progress: Progress = { position: -1n, handling: undefined, silent: false };
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
  Object.assign(progress, { handling: undefined, silent: false });
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
    if (progress.silent)
      throw new StoreUnavailable("The subscription fell silent while the log grew; subscribing again.");
  } finally {
    signal.removeEventListener("abort", abort);
    abort();
  }
};
