import { describe, expect, test } from "vitest";
import { START } from "../client/under-test.ts";
import { collected, happened, nodeForThisFile } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { eager, freshGroup, groupOver, groupsOf, member, ns, toAll, toStream, until } from "./fixture.ts";

const { client } = await nodeForThisFile();
const { read, infoOf, parkedIn, settled } = groupsOf(client);

const missing = { type: "persistent-subscription-does-not-exist" };
const dropped = { type: "persistent-subscription-dropped" };

describe("an updated group", () => {
  test("drops its consumers, takes the new settings, and continues from its checkpoint", async () => {
    const { stream, group } = await groupOver(client, 10, { ...eager, maxRetryCount: 1 });
    const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize: 5 }));
    await reader.reached(5);
    await reader.ack(...reader.received.slice(0, 3));
    await reader.reached(8);
    await client.updatePersistentSubscriptionToStream(stream, group, toStream({ maxRetryCount: 7, startFrom: START }));
    expect(await reader.ended()).toMatchObject({ ...dropped, streamName: stream, groupName: group });
    const { settings } = await client.getPersistentSubscriptionToStreamInfo(stream, group);
    expect(settings).toMatchObject({ maxRetryCount: 7 });
    const next = member(client.subscribeToPersistentSubscriptionToStream(stream, group)).ackEach();
    expect(ns(await next.reached(7))).toEqual([3, 4, 5, 6, 7, 8, 9]);
    await next.leave();
  });

  test("moves its start only if it has no checkpoint", async () => {
    const { stream, group } = await groupOver(client, 5, eager);
    await client.updatePersistentSubscriptionToStream(stream, group, toStream({ ...eager, startFrom: 3n }));
    const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, group)).ackEach();
    expect(ns(await reader.reached(2))).toEqual([3, 4]);
    await settled(stream, group, 4n);
    await reader.leave();
    await client.updatePersistentSubscriptionToStream(stream, group, toStream({ ...eager, startFrom: START }));
    await client.appendToStream(stream, happened(5));
    const next = member(client.subscribeToPersistentSubscriptionToStream(stream, group)).ackEach();
    expect(ns(await next.reached(1))).toEqual([5]);
    await next.leave();
  });
});

describe("an update", () => {
  test("of a group that does not exist is refused, for streams and for $all", async () => {
    const stream = freshStream();
    await expect(client.updatePersistentSubscriptionToStream(stream, "no", toStream())).rejects.toMatchObject(missing);
    await expect(client.updatePersistentSubscriptionToAll("no", toAll())).rejects.toMatchObject(missing);
  });

  test("with invalid settings changes nothing, and drops no consumer", async () => {
    const { stream, group } = await groupOver(client, 2);
    const reader = read(stream, group);
    await reader.reached(2);
    const wrong = toStream({ readBatchSize: 900, historyBufferSize: 500 });
    await expect(client.updatePersistentSubscriptionToStream(stream, group, wrong)).rejects.toMatchObject({
      type: "persistent-subscription-failed",
    });
    await reader.ack(...reader.received);
    await client.appendToStream(stream, happened(2));
    expect(ns(await reader.reached(3))).toEqual([0, 1, 2]);
    expect((await infoOf(stream, group)).settings.readBatchSize).toBe(20);
    await reader.leave();
  });

  test("replaces all settings, also those that it leaves out", async () => {
    const { stream, group } = await groupOver(client, 0, { maxRetryCount: 3, messageTimeout: 1_234, readBatchSize: 7 });
    await client.updatePersistentSubscriptionToStream(stream, group, toStream({ maxRetryCount: 5 }));
    expect((await infoOf(stream, group)).settings).toEqual(toStream({ maxRetryCount: 5 }));
  });

  test("can change the strategy and the maximum number of consumers", async () => {
    const { stream, group } = await groupOver(client, 0, { maxSubscriberCount: 1 });
    const settings = toStream({ consumerStrategyName: "DispatchToSingle", maxSubscriberCount: 2 });
    await client.updatePersistentSubscriptionToStream(stream, group, settings);
    const readers = [read(stream, group), read(stream, group)];
    for (const { confirmed } of readers) await confirmed;
    expect((await infoOf(stream, group)).settings.consumerStrategyName).toBe("DispatchToSingle");
    for (const reader of readers) await reader.leave();
  });

  test("keeps parked messages", async () => {
    const { stream, group } = await groupOver(client, 2, eager);
    const reader = read(stream, group);
    await reader.reached(2);
    await reader.nack("park", ...reader.received);
    await settled(stream, group, 1n);
    await client.updatePersistentSubscriptionToStream(stream, group, toStream(eager));
    expect((await infoOf(stream, group)).stats.parkedMessageCount).toBe(2n);
    expect(await parkedIn(stream, group)).toHaveLength(2);
  });

  test("of a group over $all drops its consumers, and it continues from its checkpoint", async () => {
    const group = freshGroup();
    await client.createPersistentSubscriptionToAll(group, toAll({ ...eager, startFrom: START }));
    const before = await collected(client.readAll());
    const reader = member(client.subscribeToPersistentSubscriptionToAll(group, { bufferSize: 3 }));
    await reader.reached(3);
    await reader.ack(...reader.received.slice(0, 2));
    await until(
      () => client.getPersistentSubscriptionToAllInfo(group),
      ({ stats }) => stats.lastCheckpointedEventPosition?.commit === before[1]?.position?.commit,
    );
    await client.updatePersistentSubscriptionToAll(group, toAll({ ...eager, startFrom: START }));
    expect(await reader.ended()).toMatchObject({ ...dropped, streamName: "$all" });
    const next = member(client.subscribeToPersistentSubscriptionToAll(group));
    expect((await next.reached(1))[0]?.event?.id).toBe(before[2]?.id);
    await next.leave();
  });
});
