import { setTimeout as wait } from "node:timers/promises";
import { type EventStore, type Recorded, StoreUnavailable } from "./event-store.ts";

export type Follow = {
  readonly store: EventStore;
  readonly prefixes: readonly string[];
  /** Asked anew at every (re)connection, so that a checkpoint that went back is honoured and never cached. */
  readonly checkpoint: () => Promise<bigint | undefined>;
  readonly onBatch: (batch: readonly Recorded[]) => Promise<void>;
  /** Told of every failure; returns true when following should go on after a pause. */
  readonly goOnAfter: (error: unknown) => boolean;
  readonly signal: AbortSignal;
  readonly watchdogMs?: number;
};

/**
 * The subscription loop that the projector and the reactions share: batches in order from the checkpoint, resubscribing
 * with back-off when the connection is lost. Ends when `signal` aborts or `goOnAfter` says no, then with that error.
 */
export const follow = async ({ watchdogMs = 5_000, ...options }: Follow): Promise<void> => {
  for (let pauseMs = 100; !options.signal.aborted; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      await followOnce(options, watchdogMs, () => {
        pauseMs = 100;
      });
    } catch (error) {
      if (options.signal.aborted) return;
      if (!options.goOnAfter(error)) throw error;
    }
    if (!options.signal.aborted) await wait(pauseMs, undefined, { signal: options.signal }).catch(() => {});
  }
};

const followOnce = async (
  options: Omit<Follow, "watchdogMs">,
  watchdogMs: number,
  moved: () => void,
): Promise<void> => {
  const { store, prefixes, checkpoint, onBatch, signal } = options;
  const connection = new AbortController();
  const abort = () => connection.abort();
  signal.addEventListener("abort", abort, { once: true });
  const after = await checkpoint();
  const seen = { position: after ?? -1n, handling: false, silent: false };
  const watchdog = setInterval(() => void resubscribeWhenSilent(store, prefixes, seen, abort), watchdogMs);
  try {
    for await (const batch of store.subscribe({ after, prefixes, signal: connection.signal })) {
      seen.handling = true;
      if (batch.length > 0) await onBatch(batch);
      seen.handling = false;
      seen.position = batch.at(-1)?.position ?? seen.position;
      moved();
    }
    if (seen.silent) throw new StoreUnavailable("The subscription fell silent while the log grew; subscribing again.");
  } finally {
    clearInterval(watchdog);
    signal.removeEventListener("abort", abort);
    abort();
  }
};

/** The client has been seen to lose "dropped" notices: compare what arrived with the head of the log. */
const resubscribeWhenSilent = async (
  store: EventStore,
  prefixes: readonly string[],
  seen: { position: bigint; handling: boolean; silent: boolean },
  abort: () => void,
): Promise<void> => {
  const before = seen.position;
  const head = await store.last(prefixes).catch(() => undefined);
  if (head === undefined || seen.handling || head.position <= seen.position) return;
  await wait(1_000);
  if (seen.handling || seen.position !== before) return;
  seen.silent = true;
  abort();
};
