import { setImmediate as nextTurn, setTimeout } from "node:timers/promises";
import { elapsedMs, workedMs } from "../clock.ts";
import type { Outlet } from "./outlet.ts";

/** So many messages are sent, and for so long it is looked for them, before it is seen what else has come. */
const sliceMessages = { toOne: 256, toCrowd: 32 };
const sliceMs = 0.5;
/** While appends come, they have so many times as long as a crowd of followers. */
const longestRest = 9;
/** Each so many followers leave them as long again as a slice took. */
const fewFollowers = 8;

/** When the log grows twice in so short a time, somebody appends as fast as the node answers. */
const pressedMs = 15;

/** What a promise's resolution begins has gone as far as it can by the next tick. */
const whateverThatBegan = () => new Promise<void>((resolve) => process.nextTick(resolve));

interface TurnsParts {
  /** Calls back whenever the log has grown. */
  readonly follow: (wake: () => void) => () => void;
  readonly now?: () => number;
  /** How long this process has worked. */
  readonly worked?: () => number;
  readonly rest?: (ms: number) => Promise<unknown>;
}

/**
 * Who of all that follow may send now. Each comes in turn; between two slices the node sees to what has come. While one
 * append comes upon another, the next slice waits, the longer the more follow: a crowd leaves nine tenths of the time to
 * those who append, however much there is to send. A tenth is always its own, so nobody is kept waiting for ever.
 */
export const turns = ({ follow, now = elapsedMs, worked = workedMs, rest = setTimeout }: TurnsParts) => {
  const waiting: (() => void)[] = [];
  let followers = 0;
  let isGoing = false;
  let [left, over] = [0, 0];
  let stopFollowing: (() => void) | undefined;
  let [grewLast, grewBefore] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const grew = () => {
    [grewLast, grewBefore] = [now(), grewLast];
  };
  const isPressed = () => now() - grewBefore < pressedMs;
  const isOver = () => left <= 0 || now() >= over;

  /** What is owed to appends; a timer cannot rest for less than a millisecond. */
  let owed = 0;

  const leaveTimeToAppends = async (spent: number) => {
    owed += spent * Math.min(longestRest, followers / fewFollowers);
    if (owed < 1) return;
    await rest(owed);
    owed = 0;
  };

  const go = async () => {
    isGoing = true;
    while (waiting.length > 0) {
      const before = worked();
      left = Math.max(sliceMessages.toCrowd, sliceMessages.toOne / followers);
      over = now() + sliceMs;
      while (waiting.length > 0 && !isOver()) {
        waiting.shift()?.();
        await whateverThatBegan();
      }
      // What was given to gRPC is encoded and goes to the socket in these turns, in which appends are seen to as well.
      await nextTurn();
      await nextTurn();
      const spent = worked() - before;
      if (isPressed()) await leaveTimeToAppends(spent);
      else owed = 0;
    }
    isGoing = false;
  };

  const next = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (!isGoing) void go();
    });

  return {
    /** The outlet of one more who follows: it sends only in its turns. */
    join: (to: Outlet): Outlet & { readonly leave: () => void } => {
      followers += 1;
      stopFollowing ??= follow(grew);
      const put = (message: Buffer) => {
        left -= 1;
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
          followers -= 1;
          if (followers > 0) return;
          stopFollowing?.();
          stopFollowing = undefined;
        },
      };
    },
  };
};

export type Turns = ReturnType<typeof turns>;
