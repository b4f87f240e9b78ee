import { describe, expect, test } from "vitest";
import { END, START } from "../client/under-test.ts";
import { happened, nodeForThisFile } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { eager, groupOver, groupsOf, toStream, until } from "./fixture.ts";

const { client } = await nodeForThisFile();
const { read, infoOf, settled } = groupsOf(client);

describe("the information about a group", () => {
  test.each([START, END, 17n] as const)("has the start %s", async (startFrom) => {
    const stream = freshStream();
    await client.createPersistentSubscriptionToStream(stream, "g", toStream({ startFrom }));
    expect((await infoOf(stream, "g")).settings.startFrom).toBe(startFrom);
  });

  test("has no positions before there are events", async () => {
    const { stream, group } = await groupOver(client, 0);
    const { stats, connections, eventSource, groupName } = await infoOf(stream, group);
    expect({ eventSource, groupName, connections }).toEqual({ eventSource: stream, groupName: group, connections: [] });
    expect(stats.lastCheckpointedEventRevision).toBeUndefined();
    expect(stats.lastKnownEventRevision).toBeUndefined();
    expect(stats.totalItems).toBe(0n);
  });

  test("has the number of live events that wait for a slot, up to the size of the live buffer", async () => {
    const { stream, group } = await groupOver(client, 3, { liveBufferSize: 4 });
    const reader = read(stream, group, 1);
    await reader.reached(1);
    await until(
      () => infoOf(stream, group),
      ({ stats }) => stats.readBufferCount === 2,
    );
    expect((await infoOf(stream, group)).stats.liveBufferCount).toBe(0n);
    await client.appendToStream(stream, [happened(3), happened(4), happened(5)]);
    await until(
      () => infoOf(stream, group),
      ({ stats }) => stats.liveBufferCount === 3n && stats.readBufferCount === 5,
    );
    await client.appendToStream(stream, [happened(6), happened(7)]);
    await until(
      () => infoOf(stream, group),
      ({ stats }) => stats.liveBufferCount === 4n && stats.readBufferCount === 7,
    );
    await reader.leave();
  });

  test("has the number of processed messages and the connected consumers", async () => {
    const { stream, group } = await groupOver(client, 6, { ...eager, extraStatistics: true });
    const reader = read(stream, group, 8);
    await reader.reached(6);
    await reader.ack(...reader.received.slice(0, 4));
    await settled(stream, group, 3n);
    const { stats, connections, status } = await infoOf(stream, group);
    expect(status).toBe("Live");
    expect(stats).toMatchObject({ totalItems: 6n, totalInFlightMessages: 2, lastKnownEventRevision: 5n });
    const [connection] = connections;
    expect(connection).toMatchObject({ totalItems: 6n, availableSlots: 6, inFlightMessages: 2, username: "anonymous" });
    expect(connection?.from).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(connection?.connectionName).toMatch(/./);
    expect(connection?.extraStatistics?.get("quintile 3")).toEqual(expect.any(BigInt));
    await reader.leave();
  });

  test("has measurements only if extra statistics are on", async () => {
    const { stream, group } = await groupOver(client, 1);
    const reader = read(stream, group);
    await reader.reached(1);
    expect((await infoOf(stream, group)).connections[0]?.extraStatistics).toBeUndefined();
    await reader.leave();
  });
});
