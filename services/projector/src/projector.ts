import { setTimeout as wait } from "node:timers/promises";
import {
  type Batch,
  type EventStore,
  type Failpoint,
  follow,
  inert,
  StoreUnavailable,
  standingAt,
} from "@lianxiao/kernel";
import {
  applyBatch,
  checkpoint,
  type Database,
  moveCheckpoint,
  Overtaken,
  prefixes,
  prepare,
  ReadModelUnavailable,
  reached,
} from "@lianxiao/read-model";
import type { Log, Readiness } from "@lianxiao/service";

export type Projecting = {
  readonly store: EventStore;
  readonly database: Database;
  readonly failpoint?: Failpoint;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  readonly signal: AbortSignal;
};

/**
 * `position` was applied, `head` is the last event of the log, ours or not. `lagMs` is the time between their records:
 * 0 if there is none of ours between them, null if unknown.
 */
export type Status = {
  readonly position: bigint | undefined;
  readonly head: bigint | undefined;
  readonly lagMs: number | null;
  /** Why it stopped. The last good state keeps being served. */
  readonly stopped?: string;
};

export type Projector = {
  /** Resolves at the end: after the signal, or at an event that cannot be read or applied. Never rejects. */
  readonly done: Promise<void>;
  readonly status: () => Promise<Status>;
  readonly readiness: Readiness;
  /** Resolves when all events that are in the log now have been applied; rejects if it stops before. */
  readonly caughtUp: () => Promise<void>;
};

/** The log is shorter than what was applied from it. */
export class LogWentBack extends Error {
  override readonly name = "LogWentBack";
}

const pauseMs = 200;

/**
 * The checkpoint also moves past events that are not ours, so that a restart does not read them again; but only past
 * many of them, and rarely, because every query reads its row. Positions count the bytes of the log.
 */
const worthMoving = 1_048_576n;
const betweenMovesMs = 1_000;

/** Resumes after an outage of the log or the database, and after a conflict with another projector. */
const passing = (error: unknown): boolean =>
  error instanceof StoreUnavailable || error instanceof ReadModelUnavailable || error instanceof Overtaken;

/** Follows the log into the read model, preparing it first. Several may run at once: the checkpoint lets one write. */
export const createProjector = ({ store, database, failpoint = inert, log, signal }: Projecting): Projector => {
  const seen: { at: bigint; recordedAt?: Date; stopped?: Error; wasUpToDate: boolean; movedNow: boolean } = {
    at: -1n,
    wasUpToDate: false,
    movedNow: false,
  };

  const resume = async (): Promise<bigint | undefined> => {
    await prepare(database);
    const position = await checkpoint(database);
    await refuseShorterLog(store, position);
    seen.at = position ?? -1n;
    return position;
  };

  const apply = async ({ events, position }: Batch): Promise<void> => {
    const last = events.at(-1);
    if (last === undefined) return passOver(position);
    const { applied, skipped } = await applyBatch(database, events, { after: seen.at, failpoint });
    seen.at = last.position;
    seen.recordedAt = last.recordedAt;
    log.info({ position: String(last.position), applied, skipped }, "batch applied");
  };

  const passOver = async (position: bigint): Promise<void> => {
    if (seen.movedNow || position - seen.at < worthMoving) return;
    await moveCheckpoint(database, position, seen.at);
    seen.at = position;
    seen.movedNow = true;
    void wait(betweenMovesMs, undefined, { ref: false }).then(() => {
      seen.movedNow = false;
    });
  };

  const goOnAfter = (error: unknown): boolean => {
    if (passing(error)) log.warn({ error: String(error) }, "following again");
    return passing(error);
  };

  const following = follow({ store, prefixes, checkpoint: resume, onBatch: apply, goOnAfter, signal });
  const done = following.done.catch((error: unknown) => {
    seen.stopped = error instanceof Error ? error : new Error(String(error));
    log.error({ error: seen.stopped.message, cause: String(seen.stopped.cause ?? "") }, "the projector stopped");
  });

  /** The database's checkpoint decides, because a restored database may be older. */
  const standing = async () => {
    const position = await checkpoint(database);
    const applied = position ?? -1n;
    const heard = following.position();
    const reached = applied >= seen.at && heard > applied ? heard : applied;
    return { position, reached, ...(await standingAt(store, { prefixes, position: reached })) };
  };

  const status = async (): Promise<Status> => {
    const { position, head, behind } = await standing();
    const lagMs =
      behind && head && seen.recordedAt
        ? Math.max(0, head.recordedAt.getTime() - seen.recordedAt.getTime())
        : behind
          ? null
          : 0;
    if (!behind) seen.wasUpToDate = true;
    return { position, head: head?.position, lagMs, ...(seen.stopped && { stopped: seen.stopped.message }) };
  };

  const readiness: Readiness = async () => {
    const { position, head, ...rest } = await status();
    const ready = seen.stopped === undefined && seen.wasUpToDate;
    return { ready, position: String(position ?? ""), head: String(head ?? ""), ...rest };
  };

  const caughtUp = async (): Promise<void> => {
    const asked = (await store.head())?.position ?? -1n;
    const look = async (): Promise<boolean> => {
      const { behind, reached: until } = await standing();
      return !behind || until >= asked || reached(database, asked, { timeoutMs: pauseMs });
    };
    const isThere = () =>
      look().catch((error: unknown) => {
        if (!passing(error)) throw error;
        return wait(pauseMs, false);
      });
    while (!(await isThere())) {
      if (seen.stopped) throw seen.stopped;
      if (signal.aborted) throw new Error("The projector was told to stop before it had caught up.");
    }
    seen.wasUpToDate = true;
  };

  return { done, status, readiness, caughtUp };
};

const refuseShorterLog = async (store: EventStore, position: bigint | undefined): Promise<void> => {
  if (position === undefined) return;
  const head = (await store.head())?.position ?? -1n;
  if (head >= position) return;
  throw new LogWentBack(
    `The read model has applied the log up to position ${position}, but the log ends at ${head}: the event store was ` +
      "restored from an older backup, or it is another one. Bring back the log, or drop the read model's schema to rebuild it.",
  );
};
