import { afterAll, beforeAll, expect, test } from "vitest";
import { freshEventStore } from "../../../test/event-store.ts";
import { type EventStore, type Recorded, StoreUnavailable } from "./event-store.ts";
import { connectEventStore } from "./eventstore.ts";
import { follow } from "./follow.ts";
import { uuidV5 } from "./identity.ts";

let node: Awaited<ReturnType<typeof freshEventStore>>;
let store: EventStore;

beforeAll(async () => {
  node = await freshEventStore();
  store = connectEventStore(node.url, { answerWithinMs: 2_000 });
});

afterAll(async () => {
  await store.close();
  await node.remove();
});

const append = (stream: string, number: number) =>
  store.append({
    stream,
    revision: BigInt(number - 1),
    events: [{ id: uuidV5(stream, String(number)), type: "Counted", data: { number }, metadata: {} }],
  });

/** Follows a prefix as a projector would, keeping its checkpoint; `until` resolves when it has `count` events. */
const following = (prefix: string, { failAt }: { readonly failAt?: number } = {}) => {
  const stop = new AbortController();
  const seen: Recorded[] = [];
  const failures: unknown[] = [];
  const arrived = new EventTarget();
  const done = follow({
    store,
    prefixes: [prefix],
    checkpoint: async () => seen.at(-1)?.position,
    onBatch: async (batch) => {
      if (failAt !== undefined && batch.some(({ revision }) => revision === BigInt(failAt)))
        throw new Error("cannot apply");
      seen.push(...batch);
      arrived.dispatchEvent(new Event("batch"));
    },
    goOnAfter: (error) => {
      failures.push(error);
      return error instanceof StoreUnavailable;
    },
    signal: stop.signal,
  });
  const until = async (count: number) => {
    while (seen.length < count)
      await new Promise((resolve) => arrived.addEventListener("batch", resolve, { once: true }));
  };
  return { done, seen, failures, until, stop: () => stop.abort() };
};

/** The client makes its connection anew at the call after one that failed. */
const goesOn = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof StoreUnavailable) return goesOn(call);
    throw error;
  }
};

test("goes on from its checkpoint after the store was away, without gap or repeat", async () => {
  const { done, seen, failures, until, stop } = following("outage-");
  await append("outage-1", 0);
  await until(1);
  await node.stop();
  await node.start();
  await goesOn(() => append("outage-1", 1));
  await until(2);
  stop();
  await done;
  expect(seen.map(({ revision }) => revision)).toEqual([0n, 1n]);
  expect(failures.every((error) => error instanceof StoreUnavailable)).toBe(true);
});

test("stops with the error when it may not go on, and hands over nothing after it", async () => {
  for (const number of [0, 1, 2]) await append("poison-1", number);
  const { done, seen } = following("poison-", { failAt: 1 });
  await expect(done).rejects.toThrow("cannot apply");
  expect(seen.every(({ revision }) => revision < 1n)).toBe(true);
});

test("ends without an error when it is told to", async () => {
  const { done, stop } = following("quiet-");
  stop();
  await done;
});
