import { once } from "node:events";
import { expect, test } from "vitest";
import { END, START } from "./client/under-test.ts";
import { happened, nodeForThisFile, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";

const { client } = await nodeForThisFile();

const revisionsOf = (events: Awaited<ReturnType<typeof take>>) => events.map(({ revision }) => revision);

test("a subscription sends existing events and then new ones", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(3));
  const subscription = client.subscribeToStream(stream);
  subscription.once("caughtUp", () => client.appendToStream(stream, several(2)));
  expect(revisionsOf(await take(subscription, 5))).toEqual([0n, 1n, 2n, 3n, 4n]);
});

test("it is confirmed with an id", async () => {
  const subscription = client.subscribeToStream(freshStream());
  subscription.resume();
  await once(subscription, "confirmation");
  expect(subscription.id).toMatch(/^[0-9a-f-]{36}$/);
  await subscription.unsubscribe();
});

test("it starts after the given revision", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(5));
  expect(revisionsOf(await take(client.subscribeToStream(stream, { fromRevision: 2n }), 2))).toEqual([3n, 4n]);
});

test("from the end it sends only new events", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(3));
  const subscription = client.subscribeToStream(stream, { fromRevision: END });
  subscription.once("caughtUp", () => client.appendToStream(stream, several(1)));
  expect(revisionsOf(await take(subscription, 1))).toEqual([3n]);
});

test("it waits for a stream that does not exist", async () => {
  const stream = freshStream();
  const subscription = client.subscribeToStream(stream);
  subscription.once("caughtUp", () => client.appendToStream(stream, several(1)));
  expect(revisionsOf(await take(subscription, 1))).toEqual([0n]);
});

test("from a revision beyond the end it sends nothing until events pass it", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(2));
  const subscription = client.subscribeToStream(stream, { fromRevision: 3n });
  subscription.once("caughtUp", () => client.appendToStream(stream, several(4)));
  expect(revisionsOf(await take(subscription, 2))).toEqual([4n, 5n]);
});

test("it sends only events of its own stream", async () => {
  const stream = freshStream();
  const subscription = client.subscribeToStream(stream);
  subscription.once("caughtUp", async () => {
    for (let n = 0; n < 5; n += 1) {
      await client.appendToStream(freshStream(), happened(n));
      await client.appendToStream(stream, happened(n));
    }
  });
  const events = await take(subscription, 5);
  expect(new Set(events.map(({ streamId }) => streamId))).toEqual(new Set([stream]));
  expect(revisionsOf(events)).toEqual([0n, 1n, 2n, 3n, 4n]);
});

test("resumed repeatedly under concurrent writes, it omits and repeats nothing", async () => {
  const stream = freshStream();
  const writing = Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let n = 0; n < 20; n += 1) await client.appendToStream(stream, several(2));
    }),
  );
  const seen: bigint[] = [];
  while (seen.length < 160) {
    const fromRevision = seen.at(-1) ?? START;
    const some = await take(client.subscribeToStream(stream, { fromRevision }), Math.min(33, 160 - seen.length));
    seen.push(...revisionsOf(some));
  }
  await writing;
  expect(seen).toEqual(Array.from({ length: 160 }, (_, n) => BigInt(n)));
});

test("a soft deletion does not end subscriptions", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(2));
  const subscription = client.subscribeToStream(stream);
  subscription.once("caughtUp", async () => {
    await client.deleteStream(stream);
    await client.appendToStream(stream, several(1));
  });
  expect(revisionsOf(await take(subscription, 3))).toEqual([0n, 1n, 2n]);
});

test("a tombstone is sent as the last event, followed by an error", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(1));
  const subscription = client.subscribeToStream(stream);
  subscription.once("caughtUp", () => client.tombstoneStream(stream));
  const types: unknown[] = [];
  const following = (async () => {
    for await (const { event } of subscription) types.push(event?.type);
  })();
  await expect(following).rejects.toMatchObject({ type: "stream-deleted", streamName: stream });
  expect(types).toEqual(["Happened", "$streamDeleted"]);
});

test("a subscription to a tombstoned stream is refused", async () => {
  const stream = freshStream();
  await client.tombstoneStream(stream);
  await expect(take(client.subscribeToStream(stream), 1)).rejects.toMatchObject({ type: "stream-deleted" });
});
