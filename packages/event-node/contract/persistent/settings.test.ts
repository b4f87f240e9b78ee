import { describe, expect, test } from "vitest";
import { streamIdentifier } from "../../src/wire/shared.ts";
import { END, START } from "../client/under-test.ts";
import { happened, nodeForThisFile, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { freshGroup, groupOver, groupsOf, ns, range, toAll, toStream, until } from "./fixture.ts";
import { speakOfGroupsTo } from "./wire.ts";

const { node, client } = await nodeForThisFile();
const spoken = speakOfGroupsTo(node);
const { read, infoOf } = groupsOf(client);

const fresh = () => {
  const [stream, groupName] = [freshStream(), freshGroup()];
  const named = { streamIdentifier: streamIdentifier(stream), groupName };
  return { stream, groupName, named };
};

describe("the clients' default settings are read back as documented", () => {
  const documented = {
    resolveLinkTos: false,
    extraStatistics: false,
    messageTimeout: 30_000,
    maxRetryCount: 10,
    checkPointAfter: 2_000,
    checkPointLowerBound: 10,
    checkPointUpperBound: 1_000,
    maxSubscriberCount: 0,
    liveBufferSize: 500,
    readBatchSize: 20,
    historyBufferSize: 500,
    consumerStrategyName: "RoundRobin",
  };

  test("for a stream", async () => {
    const { stream, group } = await groupOver(client, 0);
    const { maxSubscriberCount, ...settings } = (await infoOf(stream, group)).settings;
    expect({ ...settings, maxSubscriberCount: maxSubscriberCount === "unbounded" ? 0 : maxSubscriberCount }).toEqual({
      ...documented,
      startFrom: START,
    });
  });

  test("for $all, from the start or from the end", async () => {
    for (const startFrom of [START, END] as const) {
      const group = freshGroup();
      await client.createPersistentSubscriptionToAll(group, { ...toAll(), startFrom });
      const { settings } = await client.getPersistentSubscriptionToAllInfo(group);
      expect(settings).toMatchObject({ messageTimeout: 30_000, checkPointAfter: 2_000, startFrom });
    }
  });
});

test("each setting is read back as it was set", async () => {
  const settings = toStream({
    resolveLinkTos: true,
    extraStatistics: true,
    messageTimeout: 1_500,
    maxRetryCount: 4,
    checkPointAfter: 700,
    checkPointLowerBound: 3,
    checkPointUpperBound: 33,
    maxSubscriberCount: 6,
    liveBufferSize: 44,
    readBatchSize: 11,
    historyBufferSize: 55,
    consumerStrategyName: "Pinned",
    startFrom: 17n,
  });
  const stream = freshStream();
  await client.createPersistentSubscriptionToStream(stream, "g", settings);
  expect((await infoOf(stream, "g")).settings).toEqual(settings);
});

describe("times", () => {
  test("are taken in milliseconds", async () => {
    const { named } = fresh();
    await spoken.create({ ...named, settings: { messageTimeoutMs: 1_234, checkpointAfterMs: 567 } });
    expect(await spoken.info(named)).toMatchObject({
      messageTimeoutMilliseconds: 1_234,
      checkPointAfterMilliseconds: 567,
    });
  });

  test("are taken in ticks, as old clients send them", async () => {
    const { named } = fresh();
    const settings = { messageTimeoutTicks: 12_340_000n, checkpointAfterTicks: 5_670_000n };
    await spoken.create({ ...named, settings: { ...settings, messageTimeoutMs: undefined } });
    expect(await spoken.info(named)).toMatchObject({
      messageTimeoutMilliseconds: 1_234,
      checkPointAfterMilliseconds: 567,
    });
  });
});

describe("a strategy", () => {
  test.each([
    [0, "DispatchToSingle"],
    [1, "RoundRobin"],
    [2, "Pinned"],
  ])("can be given as the number %i, which is %s", async (namedConsumerStrategy, name) => {
    const { named } = fresh();
    await spoken.create({ ...named, settings: { namedConsumerStrategy } });
    expect(await spoken.info(named)).toMatchObject({ namedConsumerStrategy: name });
  });

  test.each(["DispatchToSingle", "RoundRobin", "Pinned", "PinnedByCorrelation"])(
    "can be given by name: %s",
    async (consumerStrategy) => {
      const { named } = fresh();
      await spoken.create({ ...named, settings: { consumerStrategy } });
      expect(await spoken.info(named)).toMatchObject({ namedConsumerStrategy: consumerStrategy });
    },
  );
});

describe("a start", () => {
  const end = 2n ** 64n - 1n;
  test.each([
    ["the start, in the old form", { settings: { revision: 0n } }, "0"],
    ["a revision, in the old form", { settings: { revision: 5n } }, "5"],
    ["the end, in the old form", { settings: { revision: end } }, "-1"],
  ])("can be given as %s", async (_, options, shown) => {
    const { named } = fresh();
    await spoken.create({ ...named, ...options });
    expect(await spoken.info(named)).toMatchObject({ startFrom: shown });
  });

  test.each([
    ["the start", { start: {} }, "0"],
    ["a revision", { revision: 5n }, "5"],
    ["the end", { end: {} }, "-1"],
  ])("can be given as %s, in the new form", async (_, start, shown) => {
    const { named } = fresh();
    await spoken.create({ stream: { streamIdentifier: named.streamIdentifier, ...start }, groupName: named.groupName });
    expect(await spoken.info(named)).toMatchObject({ startFrom: shown });
  });

  test.each([
    ["the start", { start: {} }, "C:0/P:0"],
    ["a position", { position: { commitPosition: 1n, preparePosition: 1n } }, "C:1/P:1"],
    ["the end", { end: {} }, "C:-1/P:-1"],
  ])("over $all can be given as %s", async (_, start, shown) => {
    const groupName = freshGroup();
    await spoken.create({ all: start, groupName });
    expect(await spoken.info({ all: {}, groupName })).toMatchObject({ eventSource: "$all", startFrom: shown });
  });
});

describe("buffers", () => {
  test.each([
    { readBatchSize: 1, historyBufferSize: 2, liveBufferSize: 1 },
    { readBatchSize: 3, historyBufferSize: 4, liveBufferSize: 500 },
    { readBatchSize: 100, historyBufferSize: 500, liveBufferSize: 0 },
  ])("of any size lose nothing: %o", async (sizes) => {
    const { stream, group } = await groupOver(client, 40, sizes);
    const reader = read(stream, group, 3).ackEach();
    await reader.reached(10);
    await client.appendToStream(
      stream,
      range(40, 60).map((n) => happened(n)),
    );
    expect(ns(await reader.reached(60))).toEqual(range(0, 60));
    await reader.leave();
  });
});

describe("a retry count", () => {
  test.each([0, 1, 3])("of %i is how often an event is redelivered before it is parked", async (maxRetryCount) => {
    const { stream, group } = await groupOver(client, 1, { maxRetryCount });
    const reader = read(stream, group);
    reader.each((event) => reader.nack("retry", event));
    await reader.reached(1 + maxRetryCount);
    await until(
      () => infoOf(stream, group),
      ({ stats }) => stats.parkedMessageCount === 1n,
    );
    expect(reader.received.map(({ retryCount }) => retryCount)).toEqual(range(0, maxRetryCount + 1));
    await reader.leave();
  });
});

test("without a maximum, any number of consumers may read", async () => {
  const { stream, group } = await groupOver(client, 0);
  const readers = range(0, 20).map(() => read(stream, group));
  for (const { confirmed } of readers) await confirmed;
  await client.appendToStream(stream, several(20));
  expect((await infoOf(stream, group)).connections).toHaveLength(20);
  for (const reader of readers) await reader.leave();
});
