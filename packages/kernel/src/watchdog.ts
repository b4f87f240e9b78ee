import { setTimeout as wait } from "node:timers/promises";
import type { EventStore } from "./event-store.ts";
import { standingAt } from "./standing.ts";

/** What a follower has handled, up to where the batch goes that it is handling, and whether it was found silent. */
export type Progress = { position: bigint; handling: bigint | undefined; silent: boolean };

type Watched = {
  readonly store: EventStore;
  readonly prefixes: readonly string[];
  readonly progress: Progress;
  readonly watchdogMs: number;
  /** Aborted when the subscription owes something and has said nothing from one look to the next. */
  readonly connection: AbortController;
};

/**
 * Looks every now and then whether the subscription still speaks: the client has been seen to lose "dropped" notices.
 * One look at a time, and each costs the same in every log.
 */
export const watch = async ({ store, prefixes, progress, watchdogMs, connection }: Watched): Promise<void> => {
  const { signal } = connection;
  let owedAt: bigint | undefined;
  for (;;) {
    await wait(watchdogMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const { position } = progress;
    const speaks = () => progress.handling !== undefined || progress.position !== position;
    // A store that does not answer ends the subscription by itself.
    const standing = await standingAt(store, { prefixes, position }).catch(() => undefined);
    const owes = standing?.behind === true && !speaks();
    if (owes && owedAt === position) {
      progress.silent = true;
      connection.abort();
      return;
    }
    owedAt = owes ? position : undefined;
  }
};
