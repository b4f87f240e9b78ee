import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { streamIdentifier } from "../../src/wire/shared.ts";
import { structuredUuid } from "../../src/wire/uuid.ts";
import { collected, happened, linkTo, nodeForThisFile, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { refusal } from "../wire.ts";
import { eager, groupOver, groupsOf, toStream, until } from "./fixture.ts";
import { speakOfGroupsTo } from "./wire.ts";

const { node, client } = await nodeForThisFile();
const spoken = speakOfGroupsTo(node);
const { infoOf, settled, parkedIn } = groupsOf(client);

const reading = (stream: string, groupName: string, bufferSize = 10) => ({
  streamIdentifier: streamIdentifier(stream),
  groupName,
  bufferSize,
  uuidOption: { string: {} },
});

describe("a consumer on the wire", () => {
  test("is confirmed first, with the group's key as the subscription's id", async () => {
    const { stream, group } = await groupOver(client, 1);
    const reader = spoken.read({ options: reading(stream, group) });
    expect(await reader.next()).toEqual({ subscriptionConfirmation: { subscriptionId: `${stream}::${group}` } });
    reader.leave();
  });

  test("gets the retry count of each event: 0 at first", async () => {
    const { stream, group } = await groupOver(client, 1);
    const reader = spoken.read({ options: reading(stream, group) });
    await reader.next();
    const { event } = await reader.next();
    expect(event).toMatchObject({ retryCount: 0, event: { streamIdentifier: streamIdentifier(stream) } });
    expect(event?.commitPosition).toBeGreaterThan(0n);
    reader.leave();
  });

  test("gets ids in the format that it requests, and may answer in either", async () => {
    const { stream, group } = await groupOver(client, 1, eager);
    const options = { ...reading(stream, group), uuidOption: { structured: {} } };
    const reader = spoken.read({ options });
    await reader.next();
    const id = (await reader.next()).event?.event?.id;
    const [stored] = await collected(client.readStream(stream));
    expect(id).toEqual(structuredUuid(stored?.id ?? ""));
    reader.say({ ack: { ids: [{ string: stored?.id }] } });
    await settled(stream, group, 0n);
    reader.leave();
  });

  test("can answer several events in one message", async () => {
    const { stream, group } = await groupOver(client, 5, eager);
    const reader = spoken.read({ options: reading(stream, group) });
    await reader.next();
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push((await reader.next()).event?.event?.id ?? {});
    reader.say({ ack: { ids } });
    await settled(stream, group, 4n);
    reader.leave();
  });

  test.each([
    ["unknown", 0],
    ["retry", 2],
    ["one that nobody knows", 9],
  ])("that sends a nack with the action %s gets the event again", async (_, action) => {
    const { stream, group } = await groupOver(client, 1);
    const reader = spoken.read({ options: reading(stream, group) });
    await reader.next();
    const first = (await reader.next()).event;
    reader.say({ nack: { ids: [first?.event?.id ?? {}], action, reason: "because" } });
    const again = (await reader.next()).event;
    expect(again).toMatchObject({ retryCount: 1, event: { id: first?.event?.id } });
    reader.leave();
  });

  test("answers a resolved link by the link's id; the target's id is ignored", async () => {
    const target = freshStream();
    await client.appendToStream(target, several(1));
    const stream = freshStream("links");
    await client.appendToStream(stream, linkTo(`0@${target}`));
    await client.createPersistentSubscriptionToStream(stream, "g", toStream({ ...eager, resolveLinkTos: true }));
    const reader = spoken.read({ options: reading(stream, "g") });
    await reader.next();
    const { event } = await reader.next();
    reader.say({ ack: { ids: [event?.event?.id ?? {}] } });
    await client.appendToStream(stream, happened(1));
    await reader.next();
    expect((await infoOf(stream, "g")).stats.totalInFlightMessages).toBe(2);
    reader.say({ ack: { ids: [event?.link?.id ?? {}] } });
    await settled(stream, "g", 0n);
    reader.leave();
  });

  test("can park with a reason or without", async () => {
    const { stream, group } = await groupOver(client, 2, eager);
    const reader = spoken.read({ options: reading(stream, group) });
    await reader.next();
    for (const reason of ["broken", undefined])
      reader.say({ nack: { ids: [(await reader.next()).event?.event?.id ?? {}], action: 1, reason } });
    await settled(stream, group, 1n);
    const parked = await parkedIn(stream, group);
    expect(parked.map(({ metadata }) => metadata)).toMatchObject([{ reason: "broken" }, { reason: "" }]);
    expect(Object.keys(parked[0]?.metadata ?? {}).toSorted()).toEqual(["added", "reason", "subscriptionEventNumber"]);
    reader.leave();
  });

  test("with zero slots gets no events", async () => {
    const { stream, group } = await groupOver(client, 3);
    const idle = spoken.read({ options: reading(stream, group, 0) });
    await idle.next();
    const busy = spoken.read({ options: reading(stream, group, 3) });
    await busy.next();
    for (let n = 0; n < 3; n += 1) await busy.next();
    expect((await infoOf(stream, group)).connections.map(({ inFlightMessages }) => inFlightMessages)).toEqual([0, 3]);
    for (const each of [idle, busy]) each.leave();
  });
});

describe("INVALID_ARGUMENT ends a consumer", () => {
  test.each([
    [
      "answers before it has said what it reads",
      { ack: { ids: [{ string: "00000000-0000-0000-0000-000000000000" }] } },
    ],
    ["says nothing", {}],
  ])("that %s", async (_, request) => {
    expect(await refusal(spoken.read(request).ended())).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  test("that answers with an invalid id", async () => {
    const { stream, group } = await groupOver(client, 1);
    const reader = spoken.read({ options: reading(stream, group) }, { ack: { ids: [{ string: "school-1" }] } });
    expect(await refusal(reader.ended())).toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});

test("a consumer that disconnects is removed from the group's information", async () => {
  const { stream, group } = await groupOver(client, 1);
  const reader = spoken.read({ options: reading(stream, group) });
  await reader.next();
  expect((await infoOf(stream, group)).connections).toHaveLength(1);
  reader.leave();
  await until(
    () => infoOf(stream, group),
    ({ connections }) => connections.length === 0,
  );
});

test("the groups of one stream, of $all and of all sources can be listed on the wire", async () => {
  const { stream, group } = await groupOver(client, 0);
  await spoken.create({ all: { start: {} }, groupName: group });
  const names = async (options: Parameters<typeof spoken.list>[0]) =>
    (await spoken.list(options)).map(({ eventSource, groupName }) => `${eventSource}::${groupName}`);
  expect(await names({ listForStream: { stream: streamIdentifier(stream) } })).toEqual([`${stream}::${group}`]);
  expect(await names({ listForStream: { all: {} } })).toEqual([`$all::${group}`]);
  expect(await names({ listAll: {} })).toEqual(expect.arrayContaining([`${stream}::${group}`, `$all::${group}`]));
});
