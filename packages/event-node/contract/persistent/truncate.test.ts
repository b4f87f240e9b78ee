import { type ServiceError, status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { ReplayParkedReq } from "../../src/wire/persistent-messages.ts";
import { nodeForThisFile } from "../fixture.ts";
import { freshStream, rawClient } from "../testbed.ts";
import { eager, groupOver, groupsOf, ns, until } from "./fixture.ts";

const { node, client } = await nodeForThisFile();
const { read, infoOf, parkedIn, settled } = groupsOf(client);
const { unary } = rawClient(node);

/** No client has this method. */
const truncateParked = (stream: string, groupName: string, stopAt?: bigint) =>
  new Promise<unknown>((resolve, reject) => {
    const path = "/event_store.client.persistent_subscriptions.PersistentSubscriptions/TruncateParked";
    const upTo = stopAt === undefined ? { noLimit: {} } : { stopAt };
    const streamIdentifier = { streamName: Buffer.from(stream) };
    const request = ReplayParkedReq.encode({ options: { streamIdentifier, groupName, ...upTo } });
    unary(path, request, (error, answer) => (error ? reject(error) : resolve(answer)));
  });

const withParked = async (count: number) => {
  const { stream, group } = await groupOver(client, count, eager);
  const reader = read(stream, group, count);
  await reader.reached(count);
  await reader.nack("park", ...reader.received);
  await settled(stream, group, BigInt(count - 1));
  await reader.leave();
  return { stream, group };
};

test("parked messages can be discarded, all of them or up to a revision", async () => {
  const { stream, group } = await withParked(5);
  await truncateParked(stream, group, 2n);
  expect((await infoOf(stream, group)).stats.parkedMessageCount).toBe(3n);
  expect((await parkedIn(stream, group)).map(({ revision }) => revision)).toEqual([2n, 3n, 4n]);
  await truncateParked(stream, group, 1n);
  expect((await infoOf(stream, group)).stats.parkedMessageCount).toBe(3n);
  await truncateParked(stream, group);
  expect((await infoOf(stream, group)).stats.parkedMessageCount).toBe(0n);
  expect(await parkedIn(stream, group)).toEqual([]);
});

test("the remaining messages and those parked later can be replayed", async () => {
  const { stream, group } = await withParked(3);
  await truncateParked(stream, group, 2n);
  await client.replayParkedMessagesToStream(stream, group);
  const reader = read(stream, group);
  await reader.reached(1);
  await reader.nack("park", ...reader.received);
  await until(
    () => parkedIn(stream, group),
    (parked) => parked.at(-1)?.revision === 3n,
  );
  await client.replayParkedMessagesToStream(stream, group);
  expect(ns(await reader.reached(2))).toEqual([2, 2]);
  await reader.leave();
});

test("a replay that waits for a consumer skips the discarded messages", async () => {
  const { stream, group } = await withParked(3);
  await client.replayParkedMessagesToStream(stream, group);
  await truncateParked(stream, group, 2n);
  const reader = read(stream, group).ackEach();
  expect(ns(await reader.reached(1))).toEqual([2]);
  await reader.leave();
});

test("a group that does not exist is refused", async () => {
  const error = await truncateParked(freshStream(), "nobody").catch((thrown: ServiceError) => thrown);
  expect(error).toMatchObject({ code: status.NOT_FOUND });
});
