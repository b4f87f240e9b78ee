import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { jsonEvent } from "../client/under-test.ts";
import { collected, happened, nodeForThisFile, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { eager, groupOver, groupsOf, member, ns, range, toAll, toStream, until } from "./fixture.ts";

const { client } = await nodeForThisFile();
const { read, infoOf, parkedIn, settled } = groupsOf(client);

/** A group whose first events are all parked. */
const withParked = async (count: number, settings = {}) => {
  const { stream, group } = await groupOver(client, count, { ...eager, ...settings });
  const reader = read(stream, group, count);
  await reader.reached(count);
  await reader.nack("park", ...reader.received);
  await settled(stream, group, BigInt(count - 1));
  await reader.leave();
  return { stream, group };
};

const parkedCount = (stream: string, group: string, count: bigint) =>
  until(
    () => infoOf(stream, group),
    ({ stats }) => stats.parkedMessageCount === count,
  );

describe("parked messages", () => {
  test("are in their stream in the order in which they were parked", async () => {
    const { stream, group } = await withParked(5);
    expect((await parkedIn(stream, group)).map(({ data }) => data)).toEqual(range(0, 5).map((n) => `${n}@${stream}`));
    expect((await infoOf(stream, group)).stats.parkedMessageCount).toBe(5n);
  });

  test("are delivered again by a replay, with a retry count of 0", async () => {
    const { stream, group } = await withParked(4);
    const reader = read(stream, group).ackEach();
    await reader.confirmed;
    await client.replayParkedMessagesToStream(stream, group);
    const events = await reader.reached(4);
    expect(ns(events)).toEqual([0, 1, 2, 3]);
    expect(events.map(({ retryCount }) => retryCount)).toEqual([0, 0, 0, 0]);
    await parkedCount(stream, group, 0n);
    await until(
      () => parkedIn(stream, group),
      (left) => left.length === 0,
    );
    await reader.leave();
  });

  test("are replayed only up to the given revision", async () => {
    const { stream, group } = await withParked(5);
    const reader = read(stream, group).ackEach();
    await reader.confirmed;
    await client.replayParkedMessagesToStream(stream, group, { stopAt: 2 });
    expect(ns(await reader.reached(2))).toEqual([0, 1]);
    await parkedCount(stream, group, 3n);
    await client.replayParkedMessagesToStream(stream, group);
    expect(ns(await reader.reached(5))).toEqual([0, 1, 2, 3, 4]);
    await parkedCount(stream, group, 0n);
    await reader.leave();
  });

  test("to be replayed wait for a consumer, and a second replay is refused until then", async () => {
    const { stream, group } = await withParked(3);
    await client.replayParkedMessagesToStream(stream, group);
    await expect(client.replayParkedMessagesToStream(stream, group)).rejects.toMatchObject({
      type: "persistent-subscription-failed",
      reason: expect.stringContaining("already"),
    });
    const reader = read(stream, group).ackEach();
    expect(ns(await reader.reached(3))).toEqual([0, 1, 2]);
    await client.appendToStream(stream, happened(3));
    expect(ns(await reader.reached(4))).toEqual([0, 1, 2, 3]);
    await reader.leave();
  });

  test("are all replayed even if there are more than the buffers hold", async () => {
    const sizes = { readBatchSize: 5, historyBufferSize: 10 };
    const { stream, group } = await withParked(60, sizes);
    const reader = read(stream, group, 3).ackEach();
    await reader.confirmed;
    await client.replayParkedMessagesToStream(stream, group);
    expect(ns(await reader.reached(60))).toEqual(range(0, 60));
    await parkedCount(stream, group, 0n);
    await reader.leave();
  });

  test("cannot be replayed again during a replay", async () => {
    const { stream, group } = await withParked(30, { readBatchSize: 5, historyBufferSize: 10 });
    const reader = read(stream, group, 1);
    await reader.confirmed;
    await client.replayParkedMessagesToStream(stream, group);
    await expect(client.replayParkedMessagesToStream(stream, group)).rejects.toMatchObject({
      type: "persistent-subscription-failed",
      reason: expect.stringContaining("already"),
    });
    reader.ackEach();
    expect(ns(await reader.reached(30))).toEqual(range(0, 30));
    await reader.leave();
  });

  test("can be parked again", async () => {
    const { stream, group } = await withParked(1);
    const reader = read(stream, group);
    await reader.confirmed;
    await client.replayParkedMessagesToStream(stream, group);
    await reader.reached(1);
    await reader.nack("park", ...reader.received);
    await until(
      () => parkedIn(stream, group),
      (parked) => parked.length === 1 && parked[0]?.revision === 1n,
    );
    expect((await parkedIn(stream, group)).map(({ data }) => data)).toEqual([`0@${stream}`]);
    await client.replayParkedMessagesToStream(stream, group);
    expect(ns(await reader.reached(2))).toEqual([0, 0]);
    await reader.leave();
  });

  test("are delivered after retried messages and before new ones", async () => {
    const { stream, group } = await withParked(2);
    await client.appendToStream(stream, [happened(2), happened(3)]);
    const reader = read(stream, group, 1);
    await reader.reached(1);
    await client.replayParkedMessagesToStream(stream, group);
    await reader.nack("retry", ...reader.received);
    reader.each((event) => (event.retryCount > 0 || event.event?.revision !== 2n ? reader.ack(event) : undefined));
    expect(ns(await reader.reached(5))).toEqual([2, 2, 0, 1, 3]);
    await reader.leave();
  });

  test("whose events no longer exist are skipped", async () => {
    const { stream, group } = await withParked(3);
    await client.setStreamMetadata(stream, { truncateBefore: 2 });
    const reader = read(stream, group).ackEach();
    await reader.confirmed;
    await client.replayParkedMessagesToStream(stream, group);
    expect(ns(await reader.reached(1))).toEqual([2]);
    await parkedCount(stream, group, 0n);
    await reader.leave();
  });

  test("that are links are resolved when they are replayed", async () => {
    const target = freshStream();
    await client.appendToStream(target, several(1));
    const stream = freshStream("links");
    const data = Buffer.from(`0@${target}`);
    await client.appendToStream(stream, { ...happened(0), type: "$>", contentType: "application/octet-stream", data });
    await client.createPersistentSubscriptionToStream(stream, "g", toStream({ ...eager, resolveLinkTos: true }));
    const reader = read(stream, "g");
    await reader.reached(1);
    await reader.nack("park", ...reader.received);
    await settled(stream, "g", 0n);
    await client.replayParkedMessagesToStream(stream, "g");
    expect((await reader.reached(2))[1]).toMatchObject({ event: { streamId: target }, link: { streamId: stream } });
    await reader.leave();
  });

  test("are deleted with their group", async () => {
    const { stream, group } = await withParked(2);
    await client.deletePersistentSubscriptionToStream(stream, group);
    await client.createPersistentSubscriptionToStream(stream, group, toStream(eager));
    expect((await infoOf(stream, group)).stats.parkedMessageCount).toBe(0n);
    const reader = read(stream, group);
    await reader.reached(2);
    await reader.nack("park", ...reader.received.slice(1));
    await parkedCount(stream, group, 1n);
    await reader.leave();
  });
});

test("parked messages and checkpoints of a group over $all are not visible in $all", async () => {
  const category = `parked-${randomUUID()}`;
  const type = `Type-${randomUUID()}`;
  const filter = { filterOn: "eventType", prefixes: [type], checkpointInterval: 1 } as const;
  await client.createPersistentSubscriptionToAll("parking", toAll({ ...eager, startFrom: "start" }), {
    filter: { ...filter, prefixes: [...filter.prefixes] },
  });
  await client.appendToStream(category, jsonEvent({ type, data: { n: 0 } }));
  const reader = member(client.subscribeToPersistentSubscriptionToAll("parking"));
  await reader.reached(1);
  await reader.nack("park", ...reader.received);
  await until(
    () => client.getPersistentSubscriptionToAllInfo("parking"),
    ({ stats }) => stats.parkedMessageCount === 1n && stats.lastCheckpointedEventPosition !== undefined,
  );
  const shown = new Set((await collected(client.readAll())).map(({ streamId }) => streamId));
  expect(await collected(client.readStream("$persistentsubscription-$all::parking-parked"))).toHaveLength(1);
  expect(shown).toContain(category);
  expect(shown).not.toContain("$persistentsubscription-$all::parking-parked");
  expect(shown).not.toContain("$persistentsubscription-$all::parking-checkpoint");
  await client.replayParkedMessagesToAll("parking");
  expect(ns(await reader.reached(2))).toEqual([0, 0]);
  await reader.leave();
});
