import { setImmediate as nextTurn, setTimeout } from "node:timers/promises";
import { elapsedMs, workedMs } from "../clock.ts";
import type { Outlet } from "./outlet.ts";

/** So long followers are sent to before it is looked what else has come. */
const sliceMs = 0.5;
/** While appends come, this many slices' time is theirs for every one that a crowd of followers has. */
const longestRest = 9;
/** Every so many followers leave one slice's time more to appends. */
const fewFollowers = 8;

/** What a promise's resolution begins has gone as far as it can by the next tick. */
const whateverThatBegan = () => new Promise<void>((resolve) => process.nextTick(resolve));

interface TurnsParts {
  /** Where the log ends. */
  readonly end: () => bigint;
  readonly now?: () => number;
  /** How long this process has worked. */
  readonly worked?: () => number;
  readonly rest?: (ms: number) => Promise<unknown>;
}

/**
 * Who of all that follow may send now. Each comes in turn; between two slices the node sees to what has come, and when
 * that was an append, the next slice waits, the longer the more follow: a crowd leaves nine tenths of the time to those
 * who append, however much there is to send. A tenth is always its own, so nobody is kept waiting for ever.
 */
export const turns = ({ end, now = elapsedMs, worked = workedMs, rest = setTimeout }: TurnsParts) => {
  const waiting: (() => void)[] = [];
  let followers = 0;
  let isGoing = false;
  let over = 0;

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
      const [before, seen] = [worked(), end()];
      over = now() + sliceMs;
      while (waiting.length > 0 && now() < over) {
        waiting.shift()?.();
        await whateverThatBegan();
      }
      const spent = worked() - before;
      // What has come is read in the first turn and written in the second at the latest.
      await nextTurn();
      await nextTurn();
      if (end() === seen) owed = 0;
      else await leaveTimeToAppends(spent);
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
      const put = (message: Buffer) => to.put(message) && now() < over;
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
        },
      };
    },
  };
};

export type Turns = ReturnType<typeof turns>;
