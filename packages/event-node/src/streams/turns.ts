import { setImmediate as nextTurn, setTimeout } from "node:timers/promises";
import { elapsedMs, workedMs } from "../clock.ts";
import type { Outlet } from "./outlet.ts";

/** The most messages of one slice: `toOne` shared by all subscribers, but at least `toMany`. */
const sliceMessages = { toOne: 256, toMany: 32 };
const sliceMs = 0.5;
/** While the node is busy with appends, a slice is followed by a pause of at most so many times its length. */
const maxPauseRatio = 9;
/** The pause grows by the length of the slice for each so many subscribers. */
const subscribersPerPause = 8;

/** The node is busy with appends if the log grew twice within this time. */
const busyMs = 15;

/** By the next tick, the continuations of a resolved promise have run until their next await. */
const continuations = () => new Promise<void>((resolve) => process.nextTick(resolve));

interface TurnsParts {
  /** Calls back at every write to the log. */
  readonly follow: (wake: () => void) => () => void;
  readonly now?: () => number;
  /** The CPU time of this thread. */
  readonly worked?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Shares the sending time between subscriptions, and throttles them while the node is busy with appends. Subscriptions
 * send in rotation; between two slices the event loop handles other input. Under load a pause follows each slice, the
 * longer the more subscribers there are: at most nine tenths of the time are left to appends, so that subscribers
 * always make progress.
 */
export const turns = ({ follow, now = elapsedMs, worked = workedMs, sleep = setTimeout }: TurnsParts) => {
  const waiting: (() => void)[] = [];
  let subscribers = 0;
  let isRunning = false;
  let [messagesLeft, sliceEnd] = [0, 0];
  let stopFollowing: (() => void) | undefined;
  let [grewLast, grewBefore] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const grew = () => {
    [grewLast, grewBefore] = [now(), grewLast];
  };
  const isBusy = () => now() - grewBefore < busyMs;
  const isOver = () => messagesLeft <= 0 || now() >= sliceEnd;

  /** The pauses that are still due are added up, because a timer cannot wait for less than a millisecond. */
  let dueMs = 0;

  const pauseForAppends = async (spent: number) => {
    dueMs += spent * Math.min(maxPauseRatio, subscribers / subscribersPerPause);
    if (dueMs < 1) return;
    await sleep(dueMs);
    dueMs = 0;
  };

  const run = async () => {
    isRunning = true;
    while (waiting.length > 0) {
      const before = worked();
      messagesLeft = Math.max(sliceMessages.toMany, sliceMessages.toOne / subscribers);
      sliceEnd = now() + sliceMs;
      while (waiting.length > 0 && !isOver()) {
        waiting.shift()?.();
        await continuations();
      }
      // gRPC encodes and writes the messages in these turns of the event loop, in which appends are handled as well.
      await nextTurn();
      await nextTurn();
      const spent = worked() - before;
      if (isBusy()) await pauseForAppends(spent);
      else dueMs = 0;
    }
    isRunning = false;
  };

  const next = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (!isRunning) void run();
    });

  return {
    /** Wraps the outlet of a subscription so that it sends only in its turns. */
    join: (to: Outlet): Outlet & { readonly leave: () => void } => {
      subscribers += 1;
      stopFollowing ??= follow(grew);
      const put = (message: Buffer) => {
        messagesLeft -= 1;
        return to.put(message) && !isOver();
      };
      const room = async () => {
        if (!(await to.room())) return false;
        await next();
        return to.isOpen();
      };
      return {
        ...to,
        put,
        room,
        send: async (message) => put(message) || room(),
        idle: async () => {
          await to.idle();
          await next();
        },
        pause: next,
        leave: () => {
          subscribers -= 1;
          if (subscribers > 0) return;
          stopFollowing?.();
          stopFollowing = undefined;
        },
      };
    },
  };
};

export type Turns = ReturnType<typeof turns>;
