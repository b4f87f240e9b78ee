import { expect, test } from "vitest";
import { StoreUnavailable } from "./event-store.ts";
import { connectEventStore } from "./eventstore.ts";

// Nothing listens on these ports. An unhandled rejection would fail the run as well.
test.each([
  ["a server", "esdb://127.0.0.1:9?tls=false"],
  ["a cluster", "esdb://127.0.0.1:9,127.0.0.1:11?tls=false&maxDiscoverAttempts=1&discoveryInterval=1"],
])("%s that does not answer is StoreUnavailable for reads, appends and subscriptions", async (_what, url) => {
  const store = connectEventStore(url);
  const follow = async () => {
    const { signal } = new AbortController();
    for await (const batch of store.subscribe({ after: undefined, prefixes: ["school-"], signal }))
      expect(batch.events).toEqual([]);
  };
  await expect(follow()).rejects.toThrow(StoreUnavailable);
  await expect(store.read("school-1")).rejects.toThrow(StoreUnavailable);
  await expect(store.tail("school-1", 1)).rejects.toThrow(StoreUnavailable);
  await expect(store.readAll(undefined, 1)).rejects.toThrow(StoreUnavailable);
  await expect(store.head()).rejects.toThrow(StoreUnavailable);
  await expect(store.append({ stream: "school-1", revision: -1n, events: [] })).rejects.toThrow(StoreUnavailable);
  await store.close();
});
