import { describe, expect, test } from "vitest";
import { END, eventTypeFilter, jsonEvent, START, streamNameFilter } from "../client/under-test.ts";
import { collected, happened, nodeForThisFile, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { eager, freshGroup, member, ns, range, toAll, until } from "./fixture.ts";

const { client } = await nodeForThisFile();

const read = (group: string, bufferSize = 10) =>
  member(client.subscribeToPersistentSubscriptionToAll(group, { bufferSize }));

const infoOf = (group: string) => client.getPersistentSubscriptionToAllInfo(group);

describe("a group over $all", () => {
  test("from the start gets every visible event", async () => {
    const group = freshGroup();
    await client.appendToStream(freshStream(), several(5));
    await client.createPersistentSubscriptionToAll(group, toAll({ startFrom: START }));
    const shown = await collected(client.readAll());
    const reader = read(group).ackEach();
    const events = await reader.reached(shown.length);
    expect(events.slice(0, shown.length).map(({ event }) => event?.id)).toEqual(shown.map(({ id }) => id));
    expect(events[0]?.event).toMatchObject({ position: shown[0]?.position });
    await reader.leave();
  });

  test("from the end gets new events", async () => {
    const group = freshGroup();
    await client.createPersistentSubscriptionToAll(group, toAll(), {
      filter: streamNameFilter({ prefixes: ["coming-"] }),
    });
    await client.appendToStream("coming-1", several(2));
    const reader = read(group).ackEach();
    expect(ns(await reader.reached(2))).toEqual([0, 1]);
    await reader.leave();
  });

  test("from a position gets the event at it first", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, several(3));
    const [, second] = await collected(client.readStream(stream));
    const { commit = 0n } = (await collected(client.readAll())).find(({ id }) => id === second?.id)?.position ?? {};
    const group = freshGroup();
    await client.createPersistentSubscriptionToAll(group, { ...toAll(), startFrom: { commit, prepare: commit } });
    const reader = read(group);
    expect((await reader.reached(2)).slice(0, 2).map(({ event }) => event?.revision)).toEqual([1n, 2n]);
    expect((await infoOf(group)).settings.startFrom).toEqual({ commit, prepare: commit });
    await reader.leave();
  });

  test.each([
    ["the stream's prefix", (name: string) => streamNameFilter({ prefixes: [`${name}-a`] }), [0, 2]],
    ["the stream's name", (name: string) => streamNameFilter({ regex: `${name}-b$` }), [1]],
    ["the type's prefix", (name: string) => eventTypeFilter({ prefixes: [`${name}Odd`] }), [1]],
    ["the type's name", (name: string) => eventTypeFilter({ regex: `^${name}Even$` }), [0, 2]],
  ])("gets only matching events, filtered by %s", async (_, filterFor, expected) => {
    const name = freshStream("filtered");
    const group = freshGroup();
    await client.createPersistentSubscriptionToAll(group, toAll({ startFrom: START }), { filter: filterFor(name) });
    for (const [n, suffix] of ["a-1", "b", "a-2"].entries())
      await client.appendToStream(
        `${name}-${suffix}`,
        jsonEvent({ type: `${name}${n % 2 ? "Odd" : "Even"}`, data: { n } }),
      );
    await client.appendToStream(freshStream("other"), several(300));
    const reader = read(group).ackEach();
    expect(ns(await reader.reached(expected.length))).toEqual(expected);
    await reader.leave();
  });

  test("counts filtered events as processed", async () => {
    // A node of its own: the events that other groups write would be counted as well.
    const { client: its } = await nodeForThisFile();
    const group = freshGroup();
    await its.createPersistentSubscriptionToAll(group, toAll({ ...eager, startFrom: START }), {
      filter: streamNameFilter({ prefixes: ["rare-"] }),
    });
    const reader = member(its.subscribeToPersistentSubscriptionToAll(group));
    const checkpointed = (isEnough: (at: bigint) => boolean) =>
      until(
        () => its.getPersistentSubscriptionToAllInfo(group),
        ({ stats }) => isEnough(stats.lastCheckpointedEventPosition?.commit ?? -1n),
      );
    // The first checkpoint writes metadata as well; later ones are not visible.
    await checkpointed((at) => at > 0n);
    const { position } = await its.appendToStream("other", several(400));
    const { stats } = await checkpointed((at) => at === position?.commit);
    expect(stats.lastKnownEventPosition).toEqual(position);
    expect(reader.received).toEqual([]);
    await reader.leave();
  });

  test("does not move its checkpoint past an in-flight event, whatever events are filtered after it", async () => {
    const group = freshGroup();
    const category = freshStream("rare");
    await client.createPersistentSubscriptionToAll(group, toAll({ ...eager, startFrom: START }), {
      filter: streamNameFilter({ prefixes: [category] }),
    });
    const reader = read(group);
    const { position } = await client.appendToStream(category, several(1));
    await client.appendToStream(freshStream("other"), several(50));
    await reader.reached(1);
    const { commit = 0n } = (await infoOf(group)).stats.lastCheckpointedEventPosition ?? {};
    expect(commit).toBeLessThan(position?.commit ?? 0n);
    await reader.leave();
    await client.restartPersistentSubscriptionSubsystem();
    const next = read(group);
    expect(ns(await next.reached(1))).toEqual([0]);
    await next.leave();
  });

  test("keeps its filter when it is updated", async () => {
    const group = freshGroup();
    const category = freshStream("kept");
    const filter = streamNameFilter({ prefixes: [category] });
    await client.createPersistentSubscriptionToAll(group, toAll({ startFrom: START }), { filter });
    await client.updatePersistentSubscriptionToAll(group, toAll({ startFrom: START, maxRetryCount: 3 }));
    await client.appendToStream(freshStream("other"), several(3));
    await client.appendToStream(category, happened(7));
    const reader = read(group);
    expect(ns(await reader.reached(1))).toEqual([7]);
    expect((await infoOf(group)).settings.maxRetryCount).toBe(3);
    await reader.leave();
  });

  test("is described with positions", async () => {
    const group = freshGroup();
    await client.createPersistentSubscriptionToAll(group, toAll());
    expect(await infoOf(group)).toMatchObject({ eventSource: "$all", groupName: group, settings: { startFrom: END } });
    const other = freshGroup();
    await client.createPersistentSubscriptionToAll(other, toAll({ startFrom: START }));
    expect((await infoOf(other)).settings.startFrom).toBe(START);
    const listed = (await client.listPersistentSubscriptionsToAll()).map(({ groupName }) => groupName);
    expect(listed).toEqual(expect.arrayContaining([group, other]));
  });
});

test("groups over $all and over streams are listed together", async () => {
  const stream = freshStream();
  const names = range(0, 3).map(() => freshGroup());
  for (const name of names)
    await client.createPersistentSubscriptionToStream(stream, name, { ...toAll(), startFrom: START });
  const listed = await client.listAllPersistentSubscriptions();
  expect(new Set(listed.map(({ eventSource }) => eventSource))).toEqual(new Set(["$all", stream]));
  expect((await client.listPersistentSubscriptionsToStream(stream)).map(({ groupName }) => groupName)).toEqual(names);
});
