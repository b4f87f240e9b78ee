import { describe, expect, test } from "vitest";
import { START } from "../client/under-test.ts";
import { collected, nodeForThisFile, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { eager, freshGroup, groupOver, groupsOf, member, ns, range, toAll, toStream } from "./fixture.ts";

const { client } = await nodeForThisFile();
const { read, parkedIn, settled } = groupsOf(client);

const missing = { type: "persistent-subscription-does-not-exist" };
const dropped = { type: "persistent-subscription-dropped" };

describe("a deleted group", () => {
  test("drops its consumers and no longer exists", async () => {
    const { stream, group } = await groupOver(client, 3, eager);
    const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, group)).ackEach();
    await reader.reached(3);
    await client.deletePersistentSubscriptionToStream(stream, group);
    expect(await reader.ended()).toMatchObject(dropped);
    await expect(client.getPersistentSubscriptionToStreamInfo(stream, group)).rejects.toMatchObject(missing);
    const leftBehind = client.readStream(`$persistentsubscription-${stream}::${group}-checkpoint`);
    await expect(collected(leftBehind)).rejects.toMatchObject({ type: "stream-not-found" });
  });

  test("can be created again, and starts from the beginning", async () => {
    const { stream, group } = await groupOver(client, 3, eager);
    for (const round of [1, 2, 3]) {
      const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, group)).ackEach();
      expect(ns(await reader.reached(3)), `round ${round}`).toEqual([0, 1, 2]);
      await client.deletePersistentSubscriptionToStream(stream, group);
      await client.createPersistentSubscriptionToStream(stream, group, toStream(eager));
    }
  });

  test("over $all drops its consumers too", async () => {
    const group = freshGroup();
    await client.createPersistentSubscriptionToAll(group, toAll({ startFrom: START }));
    const reader = member(client.subscribeToPersistentSubscriptionToAll(group));
    await reader.reached(1);
    await client.deletePersistentSubscriptionToAll(group);
    expect(await reader.ended()).toMatchObject({ ...dropped, streamName: "$all" });
  });
});

describe("a deletion", () => {
  test("of a group that does not exist is refused, for streams and for $all", async () => {
    const stream = freshStream();
    await expect(client.deletePersistentSubscriptionToStream(stream, "no")).rejects.toMatchObject(missing);
    await expect(client.deletePersistentSubscriptionToAll("no")).rejects.toMatchObject(missing);
  });

  test("also removes the parked messages and the checkpoint", async () => {
    const { stream, group } = await groupOver(client, 2, eager);
    const reader = read(stream, group);
    await reader.reached(2);
    await reader.nack("park", ...reader.received);
    await settled(stream, group, 1n);
    await client.deletePersistentSubscriptionToStream(stream, group);
    const gone = { type: "stream-not-found" };
    await expect(parkedIn(stream, group)).rejects.toMatchObject(gone);
    const checkpoints = client.readStream(`$persistentsubscription-${stream}::${group}-checkpoint`);
    await expect(collected(checkpoints)).rejects.toMatchObject(gone);
  });

  test("of one group does not affect the others of its stream", async () => {
    const { stream, group } = await groupOver(client, 3);
    const other = freshGroup();
    await client.createPersistentSubscriptionToStream(stream, other, toStream());
    const reader = read(stream, other).ackEach();
    await client.deletePersistentSubscriptionToStream(stream, group);
    expect(ns(await reader.reached(3))).toEqual(range(0, 3));
    expect((await client.listPersistentSubscriptionsToStream(stream)).map(({ groupName }) => groupName)).toEqual([
      other,
    ]);
    await reader.leave();
  });

  test("of the last group leaves its stream without groups", async () => {
    const { stream, group } = await groupOver(client, 1);
    await client.deletePersistentSubscriptionToStream(stream, group);
    await expect(client.listPersistentSubscriptionsToStream(stream)).rejects.toMatchObject(missing);
    await client.appendToStream(stream, several(1));
  });
});
