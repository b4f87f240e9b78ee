import { once } from "node:events";
import type { AllStreamSubscription, ReadPosition } from "@eventstore/db-client";
import { describe, expect, test } from "vitest";
import { END, eventTypeFilter, excludeSystemEvents, jsonEvent, START, streamNameFilter } from "./client/under-test.ts";
import { asRead, collected, happened, nodeForThisFile, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";

const { client } = await nodeForThisFile();

const here = async (): Promise<ReadPosition> =>
  (await client.appendToStream(freshStream("mark"), happened(0))).position ?? START;

test("a subscription gives everything there is, and then what comes", async () => {
  const before = await collected(client.readAll());
  const stream = freshStream();
  const subscription = client.subscribeToAll();
  subscription.once("caughtUp", () => client.appendToStream(stream, several(2)));
  const events = await take(subscription, before.length + 2);
  const shown = events.map((event) => ({ ...event, created: asRead(event.created) }));
  expect(shown.slice(0, -2)).toEqual(before);
  expect(events.slice(-2).map(({ streamId }) => streamId)).toEqual([stream, stream]);
});

test("it begins after the given position", async () => {
  const fromPosition = await here();
  const stream = freshStream();
  await client.appendToStream(stream, several(3));
  const events = await take(client.subscribeToAll({ fromPosition }), 3);
  expect(events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
});

test("from the end it gives only what comes", async () => {
  const stream = freshStream();
  const subscription = client.subscribeToAll({ fromPosition: END });
  subscription.once("caughtUp", () => client.appendToStream(stream, several(1)));
  expect(await take(subscription, 1)).toMatchObject([{ streamId: stream, revision: 0n }]);
});

test("resumed again and again while writes go on, it leaves nothing out and repeats nothing", async () => {
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

test("a slow subscriber gets everything in order while writes go on", async () => {
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

test("it catches up again after it fell behind", async () => {
  const subscription = client.subscribeToAll({ fromPosition: END });
  subscription.resume();
  await once(subscription, "caughtUp");
  const again = once(subscription, "caughtUp");
  await client.appendToStream(freshStream(), several(1_000));
  await again;
  await subscription.unsubscribe();
});

test("many subscribers see the same", async () => {
  const fromPosition = await here();
  const followers = Array.from({ length: 20 }, () => take(client.subscribeToAll({ fromPosition }), 30));
  const stream = freshStream();
  for (let n = 0; n < 30; n += 1) await client.appendToStream(stream, happened(n));
  for (const events of await Promise.all(followers))
    expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: 30 }, (_, n) => BigInt(n)));
});

describe("filtered", async () => {
  const fromPosition = await here();
  const category = freshStream("filtered");
  const names = ["a-1", "b-1", "a-2", "c-1", "b-2"].map((name) => `${category}-${name}`);
  for (const [n, name] of names.entries())
    await client.appendToStream(name, jsonEvent({ type: n % 2 ? "OddHappened" : "EvenHappened", data: { n } }));

  test.each([
    ["a prefix of the stream", streamNameFilter({ prefixes: [`${category}-a`] }), [0, 2]],
    ["one of several prefixes", streamNameFilter({ prefixes: [`${category}-a`, `${category}-c`] }), [0, 2, 3]],
    ["an expression for the stream", streamNameFilter({ regex: `${category}-[bc]-1$` }), [1, 3]],
    ["a prefix of the type", eventTypeFilter({ prefixes: ["Odd"] }), [1, 3]],
    ["an expression for the type", eventTypeFilter({ regex: "^Even" }), [0, 2, 4]],
    ["no system events", excludeSystemEvents(), [0, 1, 2, 3, 4]],
  ])("by %s", async (_, filter, expected) => {
    const events = await take(client.subscribeToAll({ fromPosition, filter }), expected.length);
    expect(events.map(({ data }) => (data as { n: number }).n)).toEqual(expected); // As written above.
  });

  test.each(["(", "["])("an expression like %j is refused", async (regex) => {
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ regex }) });
    await expect(take(subscription, 1)).rejects.toMatchObject({ code: 3 });
  });

  test("checkpoints come at the interval, never before an event, and resuming from each loses nothing", async () => {
    const from = await here();
    const category_ = freshStream("checkpointed");
    const marks: { at: bigint; eventsBefore: number }[] = [];
    let received = 0;
    const filter = streamNameFilter({
      prefixes: [category_],
      maxSearchWindow: 4,
      checkpointInterval: 2,
      checkpointReached: (_: AllStreamSubscription, { commit }) => {
        marks.push({ at: commit, eventsBefore: received });
      },
    });
    for (let n = 0; n < 20; n += 1) await client.appendToStream(freshStream(), several(3));
    await client.appendToStream(`${category_}-x`, several(5));
    const subscription = client.subscribeToAll({ fromPosition: from, filter });
    subscription.on("data", () => {
      received += 1;
    });
    await once(subscription, "caughtUp");
    const caughtUpWith = marks.length;
    expect(caughtUpWith).toBe(9);
    for (let n = 0; n < 4; n += 1) await client.appendToStream(freshStream(), several(8));
    await client.appendToStream(`${category_}-x`, several(1));
    await once(subscription, "data");
    await subscription.unsubscribe();
    expect(marks.length).toBe(caughtUpWith + 4);
    const rising = marks.map(({ at }) => at);
    expect(rising).toEqual([...new Set(rising)].toSorted((a, b) => (a < b ? -1 : 1)));

    const all = (await collected(client.readAll({ fromPosition: from }))).filter(({ streamId }) =>
      streamId.startsWith(category_),
    );
    for (const { at } of marks) {
      const after = all.filter(({ position }) => (position?.commit ?? 0n) > at).map(({ id }) => id);
      const resumed = client.subscribeToAll({
        fromPosition: { commit: at, prepare: at },
        filter: streamNameFilter({ prefixes: [category_] }),
      });
      expect((await take(resumed, after.length)).map(({ id }) => id)).toEqual(after);
    }
  });
});
