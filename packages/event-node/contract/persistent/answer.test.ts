import { describe, expect, test } from "vitest";
import { nodeForThisFile } from "../fixture.ts";
import { eager, groupOver, groupsOf, ns, until } from "./fixture.ts";

const { client } = await nodeForThisFile();
const { read, infoOf, parkedIn, settled } = groupsOf(client);

describe("a negatively acknowledged event", () => {
  test("to be retried is redelivered before new events, with its retry count", async () => {
    const { stream, group } = await groupOver(client, 4);
    const reader = read(stream, group, 2);
    await reader.reached(2);
    await reader.nack("retry", ...reader.received.slice(0, 1));
    const again = (await reader.reached(3))[2];
    expect(again).toMatchObject({ retryCount: 1, event: { revision: 0n } });
    await reader.nack("retry", ...reader.received.slice(2));
    expect((await reader.reached(4))[3]).toMatchObject({ retryCount: 2, event: { revision: 0n } });
    await reader.leave();
  });

  test("and another one after it are redelivered in the order of the stream", async () => {
    const { stream, group } = await groupOver(client, 3);
    const reader = read(stream, group, 3);
    const [a, b, c] = await reader.reached(3);
    if (a && b && c) await reader.nack("retry", c, a, b);
    expect(
      ns(await reader.reached(6))
        .slice(3)
        .toSorted(),
    ).toEqual([0, 1, 2]);
    await reader.leave();
  });

  test("to be skipped is not redelivered", async () => {
    const { stream, group } = await groupOver(client, 3, eager);
    const reader = read(stream, group, 1);
    await reader.reached(1);
    await reader.nack("skip", ...reader.received);
    expect(ns(await reader.reached(2))).toEqual([0, 1]);
    await settled(stream, group, 0n);
    await expect(parkedIn(stream, group)).rejects.toMatchObject({ type: "stream-not-found" });
    await reader.leave();
  });

  test("to be parked is linked from the parked stream, with the reason", async () => {
    const { stream, group } = await groupOver(client, 3, eager);
    const reader = read(stream, group, 1);
    await reader.reached(1);
    await reader.nack("park", ...reader.received);
    expect(ns(await reader.reached(2))).toEqual([0, 1]);
    const [parked] = await parkedIn(stream, group);
    expect(parked).toMatchObject({ type: "$>", data: `0@${stream}` });
    expect(parked?.metadata).toMatchObject({ reason: "because", subscriptionEventNumber: 0 });
    expect((await infoOf(stream, group)).stats.parkedMessageCount).toBe(1n);
    await reader.leave();
  });

  test("is parked after the maximum number of retries, with a reason that says so", async () => {
    const { stream, group } = await groupOver(client, 2, { maxRetryCount: 2 });
    const reader = read(stream, group, 1);
    reader.each((event) => (event.event?.revision === 0n ? reader.nack("retry", event) : reader.ack(event)));
    expect(ns(await reader.reached(4))).toEqual([0, 0, 0, 1]);
    const [parked] = await parkedIn(stream, group);
    expect(parked?.metadata).toMatchObject({ reason: "Reached retry count of 2" });
    await reader.leave();
  });

  test("with the action stop keeps its slot", async () => {
    const { stream, group } = await groupOver(client, 2);
    const reader = read(stream, group, 1);
    await reader.reached(1);
    await reader.nack("stop", ...reader.received);
    expect((await infoOf(stream, group)).stats.totalInFlightMessages).toBe(1);
    await reader.ack(...reader.received);
    expect(ns(await reader.reached(2))).toEqual([0, 1]);
    await reader.leave();
  });
});

describe("an unanswered event", () => {
  test("is redelivered after the timeout, and parked in the end", async () => {
    const { stream, group } = await groupOver(client, 2, { messageTimeout: 100, maxRetryCount: 1 });
    const reader = read(stream, group, 2);
    const events = await reader.reached(4);
    expect(ns(events)).toEqual([0, 1, 0, 1]);
    expect(events.map(({ retryCount }) => retryCount)).toEqual([0, 0, 1, 1]);
    await until(
      () => infoOf(stream, group),
      ({ stats }) => stats.parkedMessageCount === 2n,
    );
    await reader.leave();
  });

  test("never times out if the timeout is 0", async () => {
    const { stream, group } = await groupOver(client, 1, { messageTimeout: 0 });
    const reader = read(stream, group);
    await reader.reached(1);
    expect((await infoOf(stream, group)).stats.totalInFlightMessages).toBe(1);
    await reader.leave();
  });

  test("goes to other consumers when its consumer leaves, and is not parked for that", async () => {
    const { stream, group } = await groupOver(client, 3, { ...eager, maxRetryCount: 0 });
    const first = read(stream, group, 3);
    await first.reached(3);
    await first.ack(...first.received.slice(1, 2));
    const second = read(stream, group, 3).ackEach();
    await second.confirmed;
    await first.leave();
    const events = await second.reached(2);
    expect(ns(events)).toEqual([0, 2]);
    expect(events.map(({ retryCount }) => retryCount)).toEqual([1, 1]);
    expect((await infoOf(stream, group)).stats.parkedMessageCount).toBe(0n);
    await second.leave();
  });

  test("waits for the next consumer if there is none", async () => {
    const { stream, group } = await groupOver(client, 2);
    const first = read(stream, group);
    await first.reached(2);
    await first.leave();
    const second = read(stream, group).ackEach();
    expect(ns(await second.reached(2))).toEqual([0, 1]);
    await second.leave();
  });
});
