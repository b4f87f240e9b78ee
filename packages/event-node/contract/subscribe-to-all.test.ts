import { once } from "node:events";
import type { ReadPosition } from "@eventstore/db-client";
import { expect, test } from "vitest";
import { END, jsonEvent, START, streamNameFilter } from "./client/under-test.ts";
import { asRead, collected, happened, nodeForThisFile, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";

const { client } = await nodeForThisFile();

const here = async (): Promise<ReadPosition> =>
  (await client.appendToStream(freshStream("mark"), happened(0))).position ?? START;

test("a subscription sends existing events and then new ones", async () => {
  const before = await collected(client.readAll());
  const stream = freshStream();
  const subscription = client.subscribeToAll();
  subscription.once("caughtUp", () => client.appendToStream(stream, several(2)));
  const events = await take(subscription, before.length + 2);
  const shown = events.map((event) => ({ ...event, created: asRead(event.created) }));
  expect(shown.slice(0, -2)).toEqual(before);
  expect(events.slice(-2).map(({ streamId }) => streamId)).toEqual([stream, stream]);
});

test("it starts after the given position", async () => {
  const fromPosition = await here();
  const stream = freshStream();
  await client.appendToStream(stream, several(3));
  const events = await take(client.subscribeToAll({ fromPosition }), 3);
  expect(events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
});

test("from the end it sends only new events", async () => {
  const stream = freshStream();
  const subscription = client.subscribeToAll({ fromPosition: END });
  subscription.once("caughtUp", () => client.appendToStream(stream, several(1)));
  expect(await take(subscription, 1)).toMatchObject([{ streamId: stream, revision: 0n }]);
});

test("resumed repeatedly under concurrent writes, it omits and repeats nothing", async () => {
  let fromPosition = await here();
  const category = freshStream("resumed");
  const writing = Promise.all(
    Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 25; n += 1) await client.appendToStream(`${category}-${writer}`, several(2));
    }),
  );
  const seen: string[] = [];
  while (seen.length < 200) {
    const filter = streamNameFilter({ prefixes: [category] });
    const some = await take(client.subscribeToAll({ fromPosition, filter }), Math.min(37, 200 - seen.length));
    seen.push(...some.map(({ id }) => id));
    fromPosition = some.at(-1)?.position ?? fromPosition;
  }
  await writing;
  const written = await collected(client.readAll());
  expect(seen).toEqual(written.filter(({ streamId }) => streamId.startsWith(category)).map(({ id }) => id));
});

test("a slow subscriber gets everything in order under concurrent writes", async () => {
  const fromPosition = await here();
  const stream = freshStream();
  const subscription = client.subscribeToAll({ fromPosition }, { highWaterMark: 1 });
  const data = { text: "x".repeat(2_000) };
  for (let n = 0; n < 20; n += 1)
    await client.appendToStream(
      stream,
      Array.from({ length: 50 }, () => jsonEvent({ type: "Happened", data })),
    );
  expect(subscription.readableLength).toBeLessThanOrEqual(1);
  const events = await take(subscription, 1_000);
  expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: 1_000 }, (_, n) => BigInt(n)));
});

test("a subscriber that fell behind catches up again", async () => {
  const subscription = client.subscribeToAll({ fromPosition: END });
  subscription.resume();
  await once(subscription, "caughtUp");
  const again = once(subscription, "caughtUp");
  await client.appendToStream(freshStream(), several(1_000));
  await again;
  await subscription.unsubscribe();
});

test("many subscribers receive the same events", async () => {
  const fromPosition = await here();
  const followers = Array.from({ length: 20 }, () => take(client.subscribeToAll({ fromPosition }), 30));
  const stream = freshStream();
  for (let n = 0; n < 30; n += 1) await client.appendToStream(stream, happened(n));
  for (const events of await Promise.all(followers))
    expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: 30 }, (_, n) => BigInt(n)));
});
