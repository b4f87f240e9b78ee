import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { END, jsonEvent, START } from "../client/under-test.ts";
import { happened, nodeForThisFile, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { eager, freshGroup, groupOver, groupsOf, ns, range, toStream, until } from "./fixture.ts";

const { client } = await nodeForThisFile();

const { read, infoOf, settled } = groupsOf(client);

describe("a group starts", () => {
  test.each<[string, typeof START | typeof END | bigint, number[]]>([
    ["at the start", START, [0, 1, 2, 3, 4, 5]],
    ["at a revision, with its event", 3n, [3, 4, 5]],
    ["at the end, with what comes", END, [5]],
    ["beyond the end, when that is reached", 5n, [5]],
  ])("%s", async (_, startFrom, expected) => {
    const stream = freshStream();
    await client.appendToStream(stream, several(5));
    await client.createPersistentSubscriptionToStream(stream, "g", toStream({ startFrom }));
    await client.appendToStream(stream, happened(5));
    const reader = read(stream, "g").ackEach();
    expect(ns(await reader.reached(expected.length))).toEqual(expected);
    await reader.leave();
  });

  test("after the events truncated by metadata", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, several(6));
    await client.setStreamMetadata(stream, { truncateBefore: 4 });
    await client.createPersistentSubscriptionToStream(stream, "g", toStream());
    const reader = read(stream, "g");
    expect(ns(await reader.reached(2))).toEqual([4, 5]);
    await reader.leave();
  });
});

describe("a consumer", () => {
  test("gets new events while it reads, in order", async () => {
    const { stream, group } = await groupOver(client, 0);
    const reader = read(stream, group).ackEach();
    await reader.confirmed;
    for (const n of range(0, 30)) await client.appendToStream(stream, happened(n));
    expect(ns(await reader.reached(30))).toEqual(range(0, 30));
    expect(reader.received.every(({ retryCount }) => retryCount === 0)).toBe(true);
    await reader.leave();
  });

  test("reads a history that is longer than every buffer", async () => {
    const sizes = { readBatchSize: 7, historyBufferSize: 20, liveBufferSize: 20 };
    const { stream, group } = await groupOver(client, 500, sizes);
    const reader = read(stream, group).ackEach();
    expect(ns(await reader.reached(500))).toEqual(range(0, 500));
    await reader.leave();
  });

  test("never has more in-flight events than slots", async () => {
    const { stream, group } = await groupOver(client, 12);
    const reader = read(stream, group, 4);
    await reader.reached(4);
    const { connections, stats } = await infoOf(stream, group);
    expect(connections).toMatchObject([{ availableSlots: 0, inFlightMessages: 4 }]);
    expect(stats.totalInFlightMessages).toBe(4);
    expect(reader.received).toHaveLength(4);
    await reader.ack(...reader.received.slice(1, 3));
    expect(ns(await reader.reached(6))).toEqual(range(0, 6));
    await reader.leave();
  });

  test("gets a link with its target, and answers for the link", async () => {
    const target = freshStream();
    await client.appendToStream(target, several(2));
    const stream = freshStream("links");
    const link = (revision: number, of: string) => ({
      ...jsonEvent({ type: "$>", data: {} }),
      contentType: "application/octet-stream" as const,
      data: Buffer.from(`${revision}@${of}`),
    });
    await client.appendToStream(stream, [link(1, target), link(0, "gone")]);
    await client.createPersistentSubscriptionToStream(stream, "g", toStream({ ...eager, resolveLinkTos: true }));
    const reader = read(stream, "g");
    const [first, second] = await reader.reached(2);
    expect(first).toMatchObject({
      event: { streamId: target, revision: 1n },
      link: { streamId: stream, revision: 0n },
    });
    expect(second?.event).toBeUndefined();
    expect(second?.link).toMatchObject({ revision: 1n });
    await reader.ack(...reader.received);
    await settled(stream, "g", 1n);
    await reader.leave();
  });

  test("gets a link unresolved where links are not resolved", async () => {
    const stream = freshStream("links");
    const data = Buffer.from(`0@${freshStream()}`);
    await client.appendToStream(stream, { ...happened(0), type: "$>", contentType: "application/octet-stream", data });
    await client.createPersistentSubscriptionToStream(stream, "g", toStream());
    const reader = read(stream, "g");
    expect((await reader.reached(1))[0]).toMatchObject({ event: { type: "$>", streamId: stream } });
    await reader.leave();
  });

  test("is refused at the maximum number of consumers, until one leaves", async () => {
    const { stream, group } = await groupOver(client, 1, { maxSubscriberCount: 2 });
    const readers = [read(stream, group), read(stream, group)];
    for (const { confirmed } of readers) await confirmed;
    expect(await read(stream, group).ended()).toMatchObject({ type: "maximum-subscribers-reached" });
    await readers[0]?.leave();
    await until(
      () => infoOf(stream, group),
      ({ connections }) => connections.length === 1,
    );
    const next = read(stream, group);
    await next.confirmed;
    for (const reader of [next, readers[1]]) await reader?.leave();
  });

  test("that answers for an event that it never got changes nothing", async () => {
    const { stream, group } = await groupOver(client, 3);
    const reader = read(stream, group, 1);
    const [first] = await reader.reached(1);
    if (first?.event) await reader.ack({ ...first, event: { ...first.event, id: randomUUID() } });
    await reader.ack(...reader.received);
    expect(ns(await reader.reached(2))).toEqual([0, 1]);
    await reader.leave();
  });

  test("gets two events with the same id one after the other", async () => {
    const stream = freshStream();
    const twice = happened(1);
    await client.appendToStream(stream, [twice, twice, happened(2)]);
    await client.createPersistentSubscriptionToStream(stream, "g", toStream(eager));
    const reader = read(stream, "g");
    await reader.reached(2);
    await reader.ack(...reader.received);
    expect((await reader.reached(3)).map(({ event }) => event?.revision)).toEqual([0n, 2n, 1n]);
    await reader.ack(...reader.received.slice(2));
    await settled(stream, "g", 2n);
    await reader.leave();
  });
});

test("two groups over one stream are independent", async () => {
  const { stream, group } = await groupOver(client, 5);
  const other = freshGroup();
  await client.createPersistentSubscriptionToStream(stream, other, toStream());
  const readers = [read(stream, group).ackEach(), read(stream, other).ackEach()];
  for (const reader of readers) expect(ns(await reader.reached(5))).toEqual(range(0, 5));
  for (const reader of readers) await reader.leave();
});

test("a stream that is deleted and written to again continues in its groups", async () => {
  const { stream, group } = await groupOver(client, 2);
  const reader = read(stream, group).ackEach();
  await reader.reached(2);
  await client.deleteStream(stream);
  await client.appendToStream(stream, happened(2));
  expect(ns(await reader.reached(3))).toEqual([0, 1, 2]);
  await reader.leave();
});

test("a tombstone is not delivered to a group", async () => {
  const { stream, group } = await groupOver(client, 2, eager);
  await client.tombstoneStream(stream);
  const reader = read(stream, group);
  await reader.confirmed;
  expect((await infoOf(stream, group)).stats.lastKnownEventRevision).toBeUndefined();
  expect(reader.received).toEqual([]);
  await reader.leave();
});
