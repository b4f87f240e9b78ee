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

/** Follows a prefix like a projector, with a checkpoint; `until` resolves when it has `count` events. */
const following = (
  prefix: string,
  { failAt, ...options }: { readonly failAt?: number } & Partial<Parameters<typeof follow>[0]> = {},
) => {
  const stop = new AbortController();
  const seen: Recorded[] = [];
  const failures: unknown[] = [];
  const arrived = new EventTarget();
  const { done, position } = follow({
    store,
    prefixes: [prefix],
    checkpoint: async () => seen.at(-1)?.position,
    onBatch: async ({ events }) => {
      if (failAt !== undefined && events.some(({ revision }) => revision === BigInt(failAt)))
        throw new Error("cannot apply");
      seen.push(...events);
      arrived.dispatchEvent(new Event("batch"));
    },
    goOnAfter: (error) => {
      failures.push(error);
      return error instanceof StoreUnavailable;
    },
    signal: stop.signal,
    ...options,
  });
  const until = async (count: number) => {
    while (seen.length < count)
      await new Promise((resolve) => arrived.addEventListener("batch", resolve, { once: true }));
  };
  return { done, position, seen, failures, until, stop: () => stop.abort() };
};

/** Retries a call: the client reconnects only on the call after a failed one. */
const retried = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof StoreUnavailable) return retried(call);
    throw error;
  }
};

test("resumes from its checkpoint after an outage of the store, without gaps or duplicates", async () => {
  const { done, seen, failures, until, stop } = following("outage-");
  await append("outage-1", 0);
  await until(1);
  await node.stop();
  await node.start();
  await retried(() => append("outage-1", 1));
  await until(2);
  stop();
  await done;
  expect(seen.map(({ revision }) => revision)).toEqual([0n, 1n]);
  expect(failures.filter((error) => error instanceof StoreUnavailable)).toEqual(failures);
  expect(failures).not.toEqual([]);
});

test("stops with the error when it may not retry, and delivers nothing after it", async () => {
  for (const number of [0, 1, 2]) await append("poison-1", number);
  const { done, seen } = following("poison-", { failAt: 1 });
  await expect(done).rejects.toThrow("cannot apply");
  expect(seen.every(({ revision }) => revision < 1n)).toBe(true);
});

test("backs off from a batch that always fails, also when batches before it succeed", async () => {
  for (const number of [0, 1, 2]) await append("spin-1", number);
  const attempts = Promise.withResolvers<void>();
  let count = 0;
  const begun = performance.now();
  const { done, stop } = following("spin-", {
    checkpoint: async () => {
      count += 1;
      if (count === 5) attempts.resolve();
      return undefined;
    },
    onBatch: async ({ events }) => {
      for (const { revision } of events) if (revision === 2n) throw new Error("cannot apply");
    },
    goOnAfter: () => true,
    // One event per batch, so that two successful batches come before the one that fails.
    store: {
      ...store,
      async *subscribe(options) {
        for await (const { events, position } of store.subscribe(options)) {
          for (const event of events) yield { events: [event], position: event.position };
          yield { events: [], position };
        }
      },
    },
  });
  await attempts.promise;
  expect(performance.now() - begun).toBeGreaterThan(100 + 200 + 400 + 800 - 10);
  stop();
  await done;
});

/** A store that counts its calls, and whose first subscription can be made to stall. */
const observed = () => {
  const asked = { subscriptions: 0, heads: 0 };
  const stalling = new AbortController();
  const observing: EventStore = {
    ...store,
    head: () => {
      asked.heads += 1;
      return store.head();
    },
    async *subscribe(options) {
      asked.subscriptions += 1;
      const isFirst = asked.subscriptions === 1;
      for await (const batch of store.subscribe(options)) {
        if (isFirst && stalling.signal.aborted) {
          await new Promise((resolve) => options.signal.addEventListener("abort", resolve, { once: true }));
          return;
        }
        yield batch;
      }
    },
  };
  return { asked, observing, stall: () => stalling.abort() };
};

test("resubscribes when its subscription stalls while the log grows", async () => {
  const { asked, observing, stall } = observed();
  const { done, failures, until, stop } = following("stalled-", { store: observing, watchdogMs: 50 });
  await append("stalled-1", 0);
  await until(1);
  stall();
  await append("stalled-1", 1);
  await until(2);
  expect(asked.subscriptions).toBe(2);
  expect(failures).toEqual([expect.any(StoreUnavailable)]);
  stop();
  await done;
});

test("keeps its subscription while the log grows by its own events or by a few of others", async () => {
  const { asked, observing } = observed();
  const { done, until, stop } = following("busy-", { store: observing, watchdogMs: 100 });
  const looks = async (count: number) => {
    const from = asked.heads;
    await expect.poll(() => asked.heads - from).toBeGreaterThanOrEqual(count);
  };
  for (let number = 0; number < 500; number += 1) {
    await append("busy-1", number);
    await append("foreign-1", number);
  }
  await until(500);
  // Too few for a checkpoint from the server, so the head stays ahead of the position.
  for (let number = 0; number < 10; number += 1) await append("foreign-2", number);
  await looks(5);
  // Enough for a checkpoint, although nothing matches.
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      for (let number = 0; number < 50; number += 1) await append(`foreign-3${n}`, number);
    }),
  );
  await looks(5);
  expect(asked.subscriptions).toBe(1);
  stop();
  await done;
});

test("advances its position with the log although nothing matches", async () => {
  const { done, position, seen, stop } = following("nowhere-");
  const { position: last } = await append("elsewhere-1", 0);
  for (let number = 1; number <= 300; number += 1) await append("elsewhere-1", number);
  await expect.poll(position).toBeGreaterThan(last);
  expect(seen).toEqual([]);
  stop();
  await done;
});

test("ends without an error when its signal aborts", async () => {
  const { done, stop } = following("quiet-");
  stop();
  await done;
});
