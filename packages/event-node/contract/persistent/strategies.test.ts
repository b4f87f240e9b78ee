import { expect, test } from "vitest";
import { CreateReq } from "../../src/wire/persistent-messages.ts";
import { DISPATCH_TO_SINGLE, jsonEvent, PINNED, ROUND_ROBIN, type StoreClient } from "../client/under-test.ts";
import { nodeForThisFile, several } from "../fixture.ts";
import { freshStream, rawClient } from "../testbed.ts";
import { freshGroup, groupOver, groupsOf, member, ns, range, toAll } from "./fixture.ts";

const { node, client } = await nodeForThisFile();
const { read, infoOf } = groupsOf(client);

type Member = ReturnType<typeof member>;

const allReceived = (members: readonly Member[]) => members.flatMap(({ received }) => received);

/**
 * A group over all streams of a category. The names are fixed, because the hash of a stream's name decides which
 * consumer gets it.
 */
const overCategory = async (strategy: typeof PINNED | "PinnedByCorrelation", category: string) => {
  const group = freshGroup();
  if (strategy === PINNED) {
    const filter = { filterOn: "streamName" as const, prefixes: [category], checkpointInterval: 1 };
    await client.createPersistentSubscriptionToAll(group, toAll({ consumerStrategyName: strategy }), { filter });
    return group;
  }
  // The client has no constant for this strategy.
  const request = CreateReq.encode({
    options: {
      groupName: group,
      settings: {
        consumerStrategy: strategy,
        readBatchSize: 20,
        historyBufferSize: 500,
        maxRetryCount: 10,
        messageTimeoutMs: 30_000,
      },
      all: { end: {}, filter: { streamIdentifier: { prefix: [category] }, count: {} } },
    },
  });
  const path = "/event_store.client.persistent_subscriptions.PersistentSubscriptions/Create";
  await new Promise<void>((resolve, reject) => {
    rawClient(node).unary(path, request, (error) => (error ? reject(error) : resolve()));
  });
  return group;
};

const membersOf = async (of: StoreClient, group: string, count: number, bufferSize: number) => {
  const members = Array.from({ length: count }, () =>
    member(of.subscribeToPersistentSubscriptionToAll(group, { bufferSize })),
  );
  for (const { confirmed } of members) await confirmed;
  return members;
};

/** Resolves when the members have received `count` events between them. */
const together = async (members: readonly Member[], count: number) => {
  const enough = Promise.withResolvers<void>();
  const look = () => {
    if (allReceived(members).length >= count) enough.resolve();
  };
  for (const each of members) each.watch(look);
  await enough.promise;
};

test("round robin: every consumer gets the same number of events", async () => {
  const { stream, group } = await groupOver(client, 0, { consumerStrategyName: ROUND_ROBIN });
  const members = [read(stream, group, 50), read(stream, group, 50), read(stream, group, 50)];
  for (const { confirmed } of members) await confirmed;
  await client.appendToStream(stream, several(60));
  await together(members, 60);
  expect(members.map(({ received }) => received.length)).toEqual([20, 20, 20]);
  expect(ns(allReceived(members)).toSorted((a, b) => a - b)).toEqual(range(0, 60));
  for (const each of members) await each.leave();
});

test("round robin: a consumer without free slots is skipped", async () => {
  const { stream, group } = await groupOver(client, 0, { consumerStrategyName: ROUND_ROBIN });
  const stuck = read(stream, group, 2);
  const busy = read(stream, group, 5).ackEach();
  for (const { confirmed } of [stuck, busy]) await confirmed;
  await client.appendToStream(stream, several(40));
  await together([stuck, busy], 40);
  expect(stuck.received).toHaveLength(2);
  expect(busy.received).toHaveLength(38);
  for (const each of [stuck, busy]) await each.leave();
});

test("dispatch to single: the others get only the events for which the first has no slots", async () => {
  const { stream, group } = await groupOver(client, 0, { consumerStrategyName: DISPATCH_TO_SINGLE });
  const members = [read(stream, group, 10), read(stream, group, 10)];
  for (const { confirmed } of members) await confirmed;
  await client.appendToStream(stream, several(10));
  await together(members, 10);
  expect(members.map(({ received }) => received.length).toSorted()).toEqual([0, 10]);
  await client.appendToStream(stream, several(4));
  await together(members, 14);
  expect(members.map(({ received }) => received.length).toSorted()).toEqual([10, 4].toSorted());
  for (const each of members) await each.leave();
});

test("pinned: a stream stays with one consumer, and the streams are distributed", async () => {
  const category = "district";
  const group = await overCategory(PINNED, category);
  const members = await membersOf(client, group, 3, 20);
  for (const each of members) each.ackEach();
  for (const round of range(0, 5))
    for (const stream of range(0, 30))
      void client.appendToStream(`${category}-${stream}`, jsonEvent({ type: "Happened", data: { n: round } }));
  await together(members, 150);
  const streams = members.map(({ received }) => new Set(received.map(({ event }) => event?.streamId)));
  expect(streams.reduce((sum, { size }) => sum + size, 0)).toBe(30);
  for (const { size } of streams) expect(size).toBeGreaterThan(0);
  for (const { received } of members)
    for (const stream of new Set(received.map(({ event }) => event?.streamId)))
      expect(ns(received.filter(({ event }) => event?.streamId === stream)).toSorted()).toEqual(range(0, 5));
  for (const each of members) await each.leave();
});

test("pinned: events wait for their own busy consumer while others continue", async () => {
  const category = "county";
  const group = await overCategory(PINNED, category);
  const members = await membersOf(client, group, 2, 1);
  const streams = range(0, 20).map((n) => `${category}-${n}`);
  for (const stream of streams) await client.appendToStream(stream, several(1));
  await together(members, 2);
  const [stuck, free] = members;
  const mine = new Set(stuck?.received.map(({ event }) => event?.streamId));
  free?.ackEach();
  await client.appendToStream([...mine][0] ?? "", several(1));
  await free?.reached(5);
  expect(stuck?.received).toHaveLength(1);
  expect(free?.received.some(({ event }) => mine.has(event?.streamId))).toBe(false);
  stuck?.ackEach();
  await together(members, 21);
  for (const each of members) await each.leave();
});

test("pinned: the streams of a consumer that leaves go to the remaining ones", async () => {
  const category = "city";
  const group = await overCategory(PINNED, category);
  const members = await membersOf(client, group, 2, 50);
  const write = () => Promise.all(range(0, 20).map((n) => client.appendToStream(`${category}-${n}`, several(1))));
  await write();
  await together(members, 20);
  const [leaver, stayer] = members;
  const open = leaver?.received.length ?? 0;
  expect(open).toBeGreaterThan(0);
  await leaver?.leave();
  await stayer?.reached(20);
  stayer?.ackEach();
  await write();
  await stayer?.reached(40);
  await stayer?.leave();
});

test("pinned by correlation: correlated events stay with one consumer across streams", async () => {
  const category = "province";
  const group = await overCategory("PinnedByCorrelation", category);
  const members = await membersOf(client, group, 3, 100);
  for (const round of range(0, 3))
    for (const n of range(0, 20))
      await client.appendToStream(
        `${category}-${round}-${n}`,
        jsonEvent({ type: "Happened", data: { n }, metadata: { $correlationId: `business-${n}` } }),
      );
  await together(members, 60);
  const numbers = members.map(({ received }) => new Set(ns(received)));
  expect(numbers.reduce((sum, { size }) => sum + size, 0)).toBe(20);
  for (const { size } of numbers) expect(size).toBeGreaterThan(0);
  for (const each of members) await each.leave();
});

test.each([ROUND_ROBIN, DISPATCH_TO_SINGLE, PINNED])("%s is reported as it was set", async (strategy) => {
  const { stream, group } = await groupOver(client, 0, { consumerStrategyName: strategy });
  expect((await infoOf(stream, group)).settings.consumerStrategyName).toBe(strategy);
});

test("every event is answered while consumers join and leave", async () => {
  const stream = freshStream();
  const group = freshGroup();
  await client.createPersistentSubscriptionToStream(stream, group, {
    ...toAll(),
    startFrom: "start",
    maxRetryCount: 100,
  });
  const acknowledged = new Set<number>();
  const staying = read(stream, group, 3);
  staying.each((event) => {
    for (const n of ns([event])) acknowledged.add(n);
    return staying.ack(event);
  });
  const coming = (async () => {
    for (const _ of range(0, 10)) {
      const guest = read(stream, group, 5);
      await guest.reached(1);
      await guest.leave();
    }
  })();
  let written = 0;
  let isOver = false;
  void coming.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const events = range(written, written + 10).map((n) => jsonEvent({ type: "Happened", data: { n } }));
    await client.appendToStream(stream, events);
    written += 10;
  }
  await staying.met(() => acknowledged.size === written);
  expect([...acknowledged].toSorted((a, b) => a - b)).toEqual(range(0, written));
  await staying.leave();
});
