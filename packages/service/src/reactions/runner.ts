import { setTimeout as wait } from "node:timers/promises";
import { type Batch, type EventStore, follow, type StreamEvent, standingAt } from "@lianxiao/kernel";
import type { Readiness } from "../http.ts";
import { atWork, type Resumption } from "./at-work.ts";
import { eachByStream } from "./by-stream.ts";
import { reactionCheckpoint } from "./checkpoint.ts";
import { inTurn } from "./in-turn.ts";
import { operatorPrefix, requestIn } from "./operator.ts";
import type { React } from "./react.ts";
import type { Reaction } from "./reaction.ts";
import { waitingWork } from "./waiting.ts";

export type RunReactions<Command> = React<Command> & {
  readonly store: EventStore;
  /** Names the checkpoint: processes of one name share it; a process with a new name starts from the beginning. */
  readonly process: string;
  readonly reactions: readonly Reaction<Command>[];
  readonly signal: AbortSignal;
};

export type RunningReactions = {
  /** Resolves when the reactions have ended by the signal and the checkpoint is written. Never rejects. */
  readonly done: Promise<void>;
  /** Always ready: one bad event must not take the commands of the same process out of service. */
  readonly readiness: Readiness;
  /**
   * Resolves when every event that is in the log now has been handled; with `waiting: false` except by the
   * reactions that wait for other streams.
   */
  readonly caughtUp: (options?: { readonly waiting?: boolean }) => Promise<void>;
  /** Handles a parked stream's events from where it was parked; for operators, after the cause has been fixed. */
  readonly resumeParked: (stream: string) => Promise<readonly Resumption[]>;
};

/** The checkpoint advances over other events only after this distance; positions count bytes of the log. */
const worthNoting = 1_048_576n;

const streamsAtOnce = 64;
const retryMs = 500;

/** Runs all reactions of a process on one subscription: the events of each stream in order, streams concurrently. */
export const runReactions = <Command>(options: RunReactions<Command>): RunningReactions => {
  const { store, process, log, signal, failpoint } = options;
  const reactions = options.reactions.map((reaction) => atWork(reaction, options));
  const prefixes = [operatorPrefix, ...new Set(reactions.map(({ category }) => `${category}-`))];
  const turn = inTurn();
  let interrupted: string | undefined;
  let notedAt = -1n;
  let met = -1n;

  const failed = (error: unknown): void => {
    interrupted = String(error);
    log.warn({ process, error: interrupted }, "reactions interrupted; they will go on");
  };
  const checkpoint = reactionCheckpoint({ store, process, failpoint, failed });

  /** The position of the slowest reaction. */
  const resume = async (): Promise<bigint | undefined> => {
    await checkpoint.read();
    const reached = reactions.map(({ name }) => checkpoint.reached(name));
    notedAt = reached.reduce((least, position) => (position < least ? position : least), reached[0] ?? -1n);
    return notedAt < 0n ? undefined : notedAt;
  };

  const advance = (): void => {
    for (const { name, waits } of reactions) checkpoint.advance(name, waits ? waiting.doneUpTo(met) : met);
  };
  const retried = async (work: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted) break;
        failed(error);
        await wait(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
    // Neither done nor failed: the next process handles the event again.
    return new Promise(() => undefined);
  };
  const waiting = waitingWork(retried, () => {
    advance();
    void checkpoint.note(1).catch(failed);
  });

  const meet = async (recorded: StreamEvent): Promise<void> => {
    signal.throwIfAborted();
    const request = requestIn(recorded);
    for (const { name, category, waits, meet, follow } of reactions) {
      if (recorded.position <= checkpoint.reached(name)) continue;
      if (request !== undefined) await follow(request);
      else if (!recorded.stream.startsWith(`${category}-`)) continue;
      else if (waits) await waiting.add(recorded, () => meet(recorded));
      else await meet(recorded);
    }
  };

  const onBatch = ({ events, position }: Batch): Promise<void> =>
    turn(async () => {
      await eachByStream(events, streamsAtOnce, meet);
      met = position;
      advance();
      const passedMany = position - notedAt >= worthNoting;
      if (events.length > 0 || passedMany) {
        await checkpoint.note(events.length);
        notedAt = position;
      }
      interrupted = undefined;
    });

  const goOnAfter = (error: unknown): boolean => {
    failed(error);
    return true;
  };
  const following = follow({ store, prefixes, checkpoint: resume, onBatch, goOnAfter, signal });
  const standing = () => standingAt(store, { prefixes, position: following.position() });

  const caughtUp: RunningReactions["caughtUp"] = async (options) => {
    const asked = (await store.head())?.position ?? -1n;
    while (following.position() < asked && (await standing()).behind) await wait(20, undefined, { signal });
    if (options?.waiting ?? true) await waiting.idle();
  };

  const readiness: Readiness = async () => {
    const { head, behind } = await standing();
    const accounts = reactions.map(async ({ name, account }) => [name, await account()] as const);
    return {
      ready: true,
      position: String(following.position()),
      head: String(head?.position ?? ""),
      behind,
      ...(interrupted && { interrupted }),
      reactions: Object.fromEntries(await Promise.all(accounts)),
    };
  };

  // Between two batches: the stream's events up to now are handled here, later ones by the subscription.
  const resumeParked = (stream: string) =>
    turn(async () => {
      const resumptions: Resumption[] = [];
      for (const one of reactions) resumptions.push(...[await one.resume(stream)].filter((each) => each !== undefined));
      return resumptions;
    });

  const done = following.done.then(() => checkpoint.write()).catch(failed);
  return { done, readiness, caughtUp, resumeParked };
};
