import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Outlet } from "./outlet.ts";
import { turns } from "./turns.ts";

const messageMs = 0.1;
const message = Buffer.alloc(0);

/** Subscribers of a log that grows with every message or not at all, on a clock that only sending and pausing advance. */
const followed = (count: number, grows: boolean, isSentLater = false) => {
  let worked = 0;
  let grew = () => {};
  let slept = 0;
  const inTurn = turns({
    follow: (wake) => {
      grew = wake;
      return () => {};
    },
    now: () => worked + slept,
    worked: () => worked,
    sleep: async (ms) => {
      slept += ms;
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
    slept: () => slept,
    spent: () => worked,
  };
};

test("many subscribers leave nine tenths of the time to appends", async () => {
  const { followAll, slept, spent } = followed(200, true);
  await followAll(20);
  expect(spent()).toBeCloseTo(200 * 20 * messageMs);
  expect(slept() / spent()).toBeGreaterThan(8);
  expect(slept() / spent()).toBeLessThanOrEqual(9);
});

test("the cost of a message after it was passed to gRPC counts as well, and at most 32 are passed at once", async () => {
  const { join, slept, spent } = followed(200, true, true);
  const subscribers = Array.from({ length: 200 }, join);
  const ofTurns: number[] = [];
  const follow = async (to: (typeof subscribers)[number]) => {
    await to.pause();
    for (let [left, ofTurn] = [100, 1]; left > 0; left -= 1, ofTurn += 1) {
      if (to.put(message)) continue;
      ofTurns.push(ofTurn);
      ofTurn = 0;
      await to.room();
    }
  };
  await Promise.all(subscribers.slice(0, 20).map(follow));
  expect(Math.max(...ofTurns)).toBe(32);
  expect(slept() / spent()).toBeGreaterThan(8);
});

test("a few subscribers are not throttled", async () => {
  const { followAll, slept, spent } = followed(2, true);
  await followAll(200);
  expect(slept() / spent()).toBeLessThan(0.3);
});

test("subscribers are not throttled while there are no appends", async () => {
  const { followAll, slept } = followed(200, false);
  await followAll(20);
  expect(slept()).toBe(0);
});

test("no subscriber has a second turn before every other had one", async () => {
  const { join } = followed(50, true);
  const order: number[] = [];
  const follow = async (subscriber: number) => {
    const to = join();
    for (let left = 20; left > 0; left -= 1) {
      await to.pause();
      order.push(subscriber);
      to.put(message);
    }
  };
  await Promise.all(Array.from({ length: 50 }, (_, n) => follow(n)));
  for (let round = 0; round < 20; round += 1) expect(new Set(order.slice(round * 50, (round + 1) * 50)).size).toBe(50);
});
