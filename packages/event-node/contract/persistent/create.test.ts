import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { CreateReq } from "../../src/wire/persistent-messages.ts";
import { streamIdentifier } from "../../src/wire/shared.ts";
import { END } from "../client/under-test.ts";
import { collected, nodeForThisFile, several } from "../fixture.ts";
import { freshStream, rawClient } from "../testbed.ts";
import { groupOver, member, ns, toAll, toStream } from "./fixture.ts";

const { node, client } = await nodeForThisFile();

const service = "event_store.client.persistent_subscriptions.PersistentSubscriptions";

const create = (options: NonNullable<Parameters<typeof CreateReq.encode>[0]["options"]>) =>
  new Promise<{ code?: status; reason?: string }>((resolve) => {
    const settings = { readBatchSize: 20, historyBufferSize: 500, ...options.settings };
    const request = CreateReq.encode({ options: { ...options, settings } });
    rawClient(node).unary(`/${service}/Create`, request, (error) => {
      const reason = error?.metadata.get("reason")[0];
      resolve(error ? { code: error.code, ...(reason && { reason: String(reason) }) } : {});
    });
  });

const missing = { type: "persistent-subscription-does-not-exist" };

describe("a group", () => {
  test("can be created only once", async () => {
    const { stream, group } = await groupOver(client, 1);
    await expect(client.createPersistentSubscriptionToStream(stream, group, toStream())).rejects.toMatchObject({
      type: "persistent-subscription-exists",
      streamName: stream,
      groupName: group,
    });
    await client.createPersistentSubscriptionToAll(group, toAll());
    await expect(client.createPersistentSubscriptionToAll(group, toAll())).rejects.toMatchObject({
      type: "persistent-subscription-exists",
    });
  });

  test("with one name is created by exactly one of many concurrent calls", async () => {
    const stream = freshStream();
    const tries = Array.from({ length: 8 }, () =>
      client.createPersistentSubscriptionToStream(stream, "one", toStream()),
    );
    const made = (await Promise.allSettled(tries)).filter(({ status: outcome }) => outcome === "fulfilled");
    expect(made).toHaveLength(1);
    expect(await client.listPersistentSubscriptionsToStream(stream)).toHaveLength(1);
  });

  test("can belong to a stream that does not exist yet, and have a name in any script", async () => {
    const stream = freshStream("学校");
    await client.createPersistentSubscriptionToStream(stream, "读者", toStream());
    const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, "读者"));
    await reader.confirmed;
    expect(reader.id()).toBe(`${stream}::读者`);
    await client.appendToStream(stream, several(2));
    expect(ns(await reader.reached(2))).toEqual([0, 1]);
    await expect(client.getPersistentSubscriptionToStreamInfo(stream, "没有")).rejects.toMatchObject(missing);
    await reader.leave();
  });

  test("that does not exist is reported as missing by every call", async () => {
    const stream = freshStream();
    await expect(client.getPersistentSubscriptionToStreamInfo(stream, "no")).rejects.toMatchObject(missing);
    await expect(client.getPersistentSubscriptionToAllInfo("no")).rejects.toMatchObject(missing);
    await expect(client.deletePersistentSubscriptionToStream(stream, "no")).rejects.toMatchObject(missing);
    await expect(client.deletePersistentSubscriptionToAll("no")).rejects.toMatchObject(missing);
    await expect(client.updatePersistentSubscriptionToStream(stream, "no", toStream())).rejects.toMatchObject(missing);
    await expect(client.updatePersistentSubscriptionToAll("no", toAll())).rejects.toMatchObject(missing);
    await expect(client.replayParkedMessagesToStream(stream, "no")).rejects.toMatchObject(missing);
    await expect(client.replayParkedMessagesToAll("no")).rejects.toMatchObject(missing);
    await expect(client.listPersistentSubscriptionsToStream(stream)).rejects.toMatchObject(missing);
    const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, "no"));
    expect(await reader.ended()).toMatchObject({ ...missing, streamName: stream, groupName: "no" });
    expect(await member(client.subscribeToPersistentSubscriptionToAll("no")).ended()).toMatchObject(missing);
  });

  test("is stored as an event that is visible in $all", async () => {
    const { stream, group } = await groupOver(client, 0);
    const configs = (
      await collected(client.readAll({ direction: "backwards", fromPosition: END, maxCount: 20 }))
    ).filter(({ type }) => type === "$PersistentConfig");
    expect(configs[0]?.streamId).toBe("$persistentSubscriptionConfig");
    expect(configs[0]?.data).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ stream, group })]),
    });
    expect(await collected(client.readStream("$persistentSubscriptionConfig"))).toHaveLength(2);
  });
});

describe("a group cannot", () => {
  const of = streamIdentifier("school-1");
  test.each([
    [
      "have an unknown strategy",
      { streamIdentifier: of, groupName: "g", settings: { consumerStrategy: "Whoever" } },
      "Whoever",
    ],
    [
      "read more at once than it can hold",
      { streamIdentifier: of, groupName: "g", settings: { readBatchSize: 500 } },
      "500",
    ],
    ["read nothing at once", { streamIdentifier: of, groupName: "g", settings: { readBatchSize: 0 } }, "at least 1"],
    ["be without a name", { streamIdentifier: of }, "name"],
    ["be of a stream without a name", { streamIdentifier: streamIdentifier(""), groupName: "g" }, "name"],
    ["be of $all in the form for streams", { streamIdentifier: streamIdentifier("$all"), groupName: "g" }, "$all"],
    [
      "begin beyond the end of the log",
      { all: { position: { commitPosition: 2n ** 50n, preparePosition: 2n ** 50n } }, groupName: "g" },
      "ends before",
    ],
  ])("%s", async (_, options, reason) => {
    expect(await create(options)).toEqual({ code: status.INTERNAL, reason: expect.stringContaining(reason) });
  });

  test("have an invalid expression as its filter", async () => {
    const all = { start: {}, filter: { streamIdentifier: { regex: "(" }, count: {} } };
    expect(await create({ all, groupName: "g" })).toEqual({ code: status.INVALID_ARGUMENT });
  });
});
