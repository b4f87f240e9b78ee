import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Outlet } from "./outlet.ts";
import { turns } from "./turns.ts";

const messageMs = 0.1;
const message = Buffer.alloc(0);

/** Followers of a log that grows with every message or not at all, on a clock that only sending and resting move. */
const followed = (count: number, grows: boolean, isSentLater = false) => {
  let worked = 0;
  let grew = () => {};
  let rested = 0;
  const inTurn = turns({
    follow: (wake) => {
      grew = wake;
      return () => {};
    },
    now: () => worked + rested,
    worked: () => worked,
    rest: async (ms) => {
      rested += ms;
    },
  });
  const nothing = () => {};
  const outlet: Outlet = {
    isOpen: () => true,
    put: () => {
      const send = () => {
        worked += messageMs;
        if (grows) grew();
      };
      if (isSentLater) setImmediate(send);
      else send();
      return true;
    },
    room: async () => true,
    send: async () => true,
    idle: async () => {},
    wake: nothing,
    pause: () => nextTurn(),
    end: nothing,
    fail: nothing,
  };
  const join = () => inTurn.join(outlet);
  const follow = async (messages: number) => {
    const to = join();
    await to.pause();
    for (let left = messages; left > 0; left -= 1) if (!to.put(message)) await to.room();
    to.leave();
  };
  return {
    followAll: (messages: number) => Promise.all(Array.from({ length: count }, () => follow(messages))),
    join,
    rested: () => rested,
    spent: () => worked,
  };
};

test("a crowd of followers leaves nine tenths of the time to those who append", async () => {
  const { followAll, rested, spent } = followed(200, true);
  await followAll(20);
  expect(spent()).toBeCloseTo(200 * 20 * messageMs);
  expect(rested() / spent()).toBeGreaterThan(8);
  expect(rested() / spent()).toBeLessThanOrEqual(9);
});

test("what a message costs after it was handed over counts as well, and no more than 32 are handed over at once", async () => {
  const { join, rested, spent } = followed(200, true, true);
  const followers = Array.from({ length: 200 }, join);
  const ofTurns: number[] = [];
  const follow = async (to: (typeof followers)[number]) => {
    await to.pause();
    for (let [left, ofTurn] = [100, 1]; left > 0; left -= 1, ofTurn += 1) {
      if (to.put(message)) continue;
      ofTurns.push(ofTurn);
      ofTurn = 0;
      await to.room();
    }
  };
  await Promise.all(followers.slice(0, 20).map(follow));
  expect(Math.max(...ofTurns)).toBe(32);
  expect(rested() / spent()).toBeGreaterThan(8);
});

test("a few followers keep pace with the log", async () => {
  const { followAll, rested, spent } = followed(2, true);
  await followAll(200);
  expect(rested() / spent()).toBeLessThan(0.3);
});

test("nobody rests while nobody appends", async () => {
  const { followAll, rested } = followed(200, false);
  await followAll(20);
  expect(rested()).toBe(0);
});

test("nobody has a second turn before everybody had one", async () => {
  const { join } = followed(50, true);
  const order: number[] = [];
  const follow = async (follower: number) => {
    const to = join();
    for (let left = 20; left > 0; left -= 1) {
      await to.pause();
      order.push(follower);
      to.put(message);
    }
  };
  await Promise.all(Array.from({ length: 50 }, (_, n) => follow(n)));
  for (let round = 0; round < 20; round += 1) expect(new Set(order.slice(round * 50, (round + 1) * 50)).size).toBe(50);
});
