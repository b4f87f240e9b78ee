import { setTimeout as wait } from "node:timers/promises";
import type { EventStore } from "./event-store.ts";
import { standingAt } from "./standing.ts";

/**
 * The position that has been handled, the position of the batch being handled, and whether the subscription was found
 * stalled.
 */
export type Progress = { position: bigint; handling: bigint | undefined; stalled: boolean };

type Watched = {
  readonly store: EventStore;
  readonly prefixes: readonly string[];
  readonly progress: Progress;
  readonly watchdogMs: number;
  /** Aborted when the subscription is behind and has not advanced between two checks. */
  readonly connection: AbortController;
};

/**
 * Checks periodically whether the subscription has stalled, because the client has been seen to lose "dropped" notices.
 * Checks do not overlap, and their cost does not depend on the length of the log.
 */
export const watch = async ({ store, prefixes, progress, watchdogMs, connection }: Watched): Promise<void> => {
  const { signal } = connection;
  let behindAt: bigint | undefined;
  for (;;) {
    await wait(watchdogMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const { position } = progress;
    const hasAdvanced = () => progress.handling !== undefined || progress.position !== position;
    // A store that does not answer ends the subscription by itself.
    const standing = await standingAt(store, { prefixes, position }).catch(() => undefined);
    const isBehind = standing?.behind === true && !hasAdvanced();
    if (isBehind && behindAt === position) {
      progress.stalled = true;
      connection.abort();
      return;
    }
    behindAt = isBehind ? position : undefined;
  }
};
