import { describe, expect, test } from "vitest";
import { START } from "../client/under-test.ts";
import { collected, happened, nodeForThisFile, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { eager, freshGroup, groupOver, groupsOf, member, range, toAll, until } from "./fixture.ts";

const { client } = await nodeForThisFile();
const { read, infoOf, settled } = groupsOf(client);

describe("a checkpoint", () => {
  test("is written at once at the upper bound", async () => {
    const bounds = { checkPointLowerBound: 1, checkPointUpperBound: 5, checkPointAfter: 60_000 };
    const { stream, group } = await groupOver(client, 12, bounds);
    const reader = read(stream, group, 12);
    await reader.reached(12);
    for (const upper of [5, 10]) {
      await reader.ack(...reader.received.slice(upper - 5, upper));
      await settled(stream, group, BigInt(upper - 1));
    }
    await reader.ack(...reader.received.slice(10));
    await until(
      () => infoOf(stream, group),
      ({ stats }) => stats.totalInFlightMessages === 0,
    );
    expect((await infoOf(stream, group)).stats.lastCheckpointedEventRevision).toBe(9n);
    await reader.leave();
  });

  test("is written after the configured time from the lower bound on, and not below it", async () => {
    const bounds = { checkPointLowerBound: 3, checkPointUpperBound: 1_000, checkPointAfter: 20 };
    const { stream, group } = await groupOver(client, 3, bounds);
    const reader = read(stream, group).ackEach();
    await settled(stream, group, 2n);
    await client.appendToStream(stream, [happened(3), happened(4)]);
    await reader.reached(5);
    await client.appendToStream(stream, [happened(5)]);
    await settled(stream, group, 5n);
    await reader.leave();
  });
});

describe("the position of a checkpoint is", () => {
  test("before the first event that is not answered", async () => {
    const { stream, group } = await groupOver(client, 6, eager);
    const reader = read(stream, group);
    await reader.reached(6);
    await reader.ack(...reader.received.filter((_, n) => n !== 3));
    await settled(stream, group, 2n);
    await reader.ack(...reader.received.slice(3, 4));
    await settled(stream, group, 5n);
    await reader.leave();
  });

  test.each(["skip", "park"] as const)("after events answered with %s", async (action) => {
    const { stream, group } = await groupOver(client, 3, eager);
    const reader = read(stream, group);
    await reader.reached(3);
    await reader.nack(action, ...reader.received);
    await settled(stream, group, 2n);
    await reader.leave();
  });

  test("before an event that is to be retried", async () => {
    const { stream, group } = await groupOver(client, 3, eager);
    const reader = read(stream, group);
    await reader.reached(3);
    const [first, second, third] = reader.received;
    if (first && second && third) {
      await reader.ack(first, third);
      await settled(stream, group, 0n);
      await reader.nack("retry", second);
    }
    const again = (await reader.reached(4)).slice(3);
    expect((await infoOf(stream, group)).stats.lastCheckpointedEventRevision).toBe(0n);
    await reader.ack(...again);
    await settled(stream, group, 2n);
    await reader.leave();
  });

  test("undefined while too few events have been processed", async () => {
    const bounds = { checkPointLowerBound: 10, checkPointUpperBound: 1_000, checkPointAfter: 10 };
    const { stream, group } = await groupOver(client, 9, bounds);
    const reader = read(stream, group).ackEach();
    await reader.reached(9);
    await until(
      () => infoOf(stream, group),
      ({ stats }) => stats.totalInFlightMessages === 0,
    );
    expect((await infoOf(stream, group)).stats.lastCheckpointedEventRevision).toBeUndefined();
    await client.appendToStream(stream, happened(9));
    await settled(stream, group, 9n);
    await reader.leave();
  });
});

describe("a stored checkpoint", () => {
  const checkpointsOf = (source: string, group: string) =>
    collected(client.readStream(`$persistentsubscription-${source}::${group}-checkpoint`));

  test("is an event of its own stream, with the revision as text", async () => {
    const { stream, group } = await groupOver(client, 3, eager);
    const reader = read(stream, group).ackEach();
    await settled(stream, group, 2n);
    expect((await checkpointsOf(stream, group)).at(-1)).toMatchObject({
      type: "$SubscriptionCheckpoint",
      isJson: true,
      data: "2",
    });
    await reader.leave();
  });

  test("of a group over $all is a position as text", async () => {
    const group = freshGroup();
    const { position } = await client.appendToStream(freshStream(), several(1));
    await client.createPersistentSubscriptionToAll(group, toAll({ ...eager, startFrom: START }));
    const reader = member(client.subscribeToPersistentSubscriptionToAll(group, { bufferSize: 500 })).ackEach();
    await until(
      () => client.getPersistentSubscriptionToAllInfo(group),
      ({ stats }) => (stats.lastCheckpointedEventPosition?.commit ?? 0n) >= (position?.commit ?? 0n),
    );
    await reader.leave();
    expect((await checkpointsOf("$all", group)).at(-1)?.data).toMatch(/^C:\d+\/P:\d+$/);
  });

  test("is one of the last two: the stream keeps no more", async () => {
    const { stream, group } = await groupOver(client, 0, { ...eager, checkPointUpperBound: 1 });
    const reader = read(stream, group).ackEach();
    for (const n of range(0, 5)) {
      await client.appendToStream(stream, happened(n));
      await settled(stream, group, BigInt(n));
    }
    expect((await checkpointsOf(stream, group)).length).toBeLessThanOrEqual(2);
    await reader.leave();
  });
});
