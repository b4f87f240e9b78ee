import { expect, test } from "vitest";
import { START } from "../client/under-test.ts";
import { collected, nodeForThisFile } from "../fixture.ts";
import { eager, freshGroup, groupOver, groupsOf, member, ns, toAll, until } from "./fixture.ts";

const { client } = await nodeForThisFile();
const { read, infoOf, settled } = groupsOf(client);

const dropped = { type: "persistent-subscription-dropped" };

test("a restart of the subsystem drops every consumer, and nothing is skipped", async () => {
  const { stream, group } = await groupOver(client, 4, eager);
  const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, group));
  await reader.reached(4);
  await reader.ack(...reader.received.slice(0, 2));
  const info = () => client.getPersistentSubscriptionToStreamInfo(stream, group);
  await until(info, ({ stats }) => stats.lastCheckpointedEventRevision === 1n);
  await client.restartPersistentSubscriptionSubsystem();
  expect(await reader.ended()).toMatchObject(dropped);
  const next = member(client.subscribeToPersistentSubscriptionToStream(stream, group)).ackEach();
  expect(ns(await next.reached(2))).toEqual([2, 3]);
  await next.leave();
});

test("a restart of the subsystem succeeds without any group", async () => {
  await client.restartPersistentSubscriptionSubsystem();
  expect(await client.listAllPersistentSubscriptions()).toEqual(expect.any(Array));
});

test("a restart of the subsystem keeps groups, settings and parked messages", async () => {
  const { stream, group } = await groupOver(client, 3, { ...eager, maxRetryCount: 4 });
  const reader = read(stream, group);
  await reader.reached(3);
  await reader.nack("park", ...reader.received);
  await settled(stream, group, 2n);
  const before = await infoOf(stream, group);
  await client.restartPersistentSubscriptionSubsystem();
  const after = await infoOf(stream, group);
  expect(after.settings).toEqual(before.settings);
  expect(after.stats).toMatchObject({ parkedMessageCount: 3n, lastCheckpointedEventRevision: 2n });
});

test("a restart of the subsystem while a group over $all reads loses nothing", async () => {
  const group = freshGroup();
  await client.createPersistentSubscriptionToAll(group, toAll({ ...eager, startFrom: START }));
  const first = member(client.subscribeToPersistentSubscriptionToAll(group)).ackEach();
  await first.reached(3);
  await client.restartPersistentSubscriptionSubsystem();
  expect(await first.ended()).toMatchObject(dropped);
  const all = (await collected(client.readAll())).map(({ id }) => id);
  const second = member(client.subscribeToPersistentSubscriptionToAll(group)).ackEach();
  const got = () => new Set([...first.received, ...second.received].map(({ event }) => event?.id));
  await second.met(() => all.every((id) => got().has(id)));
  await second.leave();
});
