import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { streamIdentifier } from "../../src/wire/shared.ts";
import { nodeForThisFile, several, take } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { refusal } from "../wire.ts";
import { freshGroup, groupOver, groupsOf, toStream } from "./fixture.ts";
import { speakOfGroupsTo } from "./wire.ts";

const { node, client } = await nodeForThisFile();
const spoken = speakOfGroupsTo(node);
const { read } = groupsOf(client);

const of = (stream: string, groupName: string) => ({ streamIdentifier: streamIdentifier(stream), groupName });
const trailers = (exception: string, stream: string, group: string, more = {}) => ({
  exception: `persistent-subscription-${exception}`,
  "stream-name": stream,
  "group-name": group,
  ...more,
});

describe("persistent-subscription-does-not-exist is NOT_FOUND with stream and group", () => {
  const all = { all: {} };
  test.each([
    ["Update", (stream: string, group: string) => spoken.update(of(stream, group))],
    ["Delete", (stream: string, group: string) => spoken.delete(of(stream, group))],
    ["GetInfo", (stream: string, group: string) => spoken.info(of(stream, group))],
    ["ReplayParked", (stream: string, group: string) => spoken.replay({ ...of(stream, group), noLimit: {} })],
    ["Read", (stream: string, group: string) => spoken.read({ options: of(stream, group) }).ended()],
  ])("for %s", async (_, call) => {
    const [stream, group] = [freshStream(), freshGroup()];
    expect(await refusal(call(stream, group))).toEqual({
      code: status.NOT_FOUND,
      message: `Subscription group ${group} on stream ${stream} does not exist.`,
      trailers: trailers("does-not-exist", stream, group),
    });
  });

  test.each([
    ["Update", (groupName: string) => spoken.update({ all: { start: {} }, groupName })],
    ["Delete", (groupName: string) => spoken.delete({ ...all, groupName })],
    ["GetInfo", (groupName: string) => spoken.info({ ...all, groupName })],
    ["ReplayParked", (groupName: string) => spoken.replay({ ...all, groupName, noLimit: {} })],
    ["Read", (groupName: string) => spoken.read({ options: { ...all, groupName } }).ended()],
  ])("for %s of a group over $all", async (_, call) => {
    const group = freshGroup();
    expect(await refusal(call(group))).toMatchObject({
      code: status.NOT_FOUND,
      trailers: trailers("does-not-exist", "$all", group),
    });
  });

  test("for List of a stream that never had a group", async () => {
    const stream = freshStream();
    const listForStream = { stream: streamIdentifier(stream) };
    expect(await refusal(spoken.list({ listForStream }))).toMatchObject({
      code: status.NOT_FOUND,
      trailers: { exception: "persistent-subscription-does-not-exist", "stream-name": stream },
    });
  });

  test("but not for List of all groups, which may be empty", async () => {
    const { node: empty } = await nodeForThisFile();
    expect(await speakOfGroupsTo(empty).list({ listAll: {} })).toEqual([]);
  });
});

test("persistent-subscription-exists is ALREADY_EXISTS with stream and group", async () => {
  const { stream, group } = await groupOver(client, 0);
  expect(await refusal(spoken.create(of(stream, group)))).toEqual({
    code: status.ALREADY_EXISTS,
    message: `Subscription group ${group} on stream ${stream} exists.`,
    trailers: trailers("exists", stream, group),
  });
});

test("maximum-subscribers-reached is FAILED_PRECONDITION with stream and group", async () => {
  const { stream, group } = await groupOver(client, 0, { maxSubscriberCount: 1 });
  const only = read(stream, group);
  await only.confirmed;
  expect(await refusal(spoken.read({ options: { ...of(stream, group), bufferSize: 1 } }).ended())).toMatchObject({
    code: status.FAILED_PRECONDITION,
    trailers: { exception: "maximum-subscribers-reached", "stream-name": stream, "group-name": group },
  });
  await only.leave();
});

describe("persistent-subscription-dropped is CANCELLED with stream and group, and keeps the client's channel", () => {
  test.each([
    ["an update", (stream: string, group: string) => spoken.update(of(stream, group))],
    ["a deletion", (stream: string, group: string) => spoken.delete(of(stream, group))],
    ["a restart of the subsystem", () => client.restartPersistentSubscriptionSubsystem()],
  ])("at %s", async (_, end) => {
    const { stream, group } = await groupOver(client, 0);
    const reading = spoken.read({ options: { ...of(stream, group), bufferSize: 1, uuidOption: { string: {} } } });
    const reader = read(stream, group);
    const other = freshStream();
    const following = take(client.subscribeToStream(other), 2);
    await reader.confirmed;
    await reading.next();
    const ended = refusal(reading.next());
    await end(stream, group);
    expect(await ended).toEqual({
      code: status.CANCELLED,
      message: `Subscription group ${group} on stream ${stream} was dropped.`,
      trailers: trailers("dropped", stream, group),
    });
    expect(await reader.ended()).toMatchObject({ type: "persistent-subscription-dropped", groupName: group });
    await client.appendToStream(other, several(2));
    expect(await following).toHaveLength(2);
  });
});

describe("persistent-subscription-failed is INTERNAL with stream, group and reason", () => {
  test.each([
    ["an unknown strategy", { settings: { consumerStrategy: "Whoever" } }, "Whoever"],
    ["a batch as large as the history buffer", { settings: { readBatchSize: 500 } }, "500"],
    ["no batch", { settings: { readBatchSize: 0 } }, "at least 1"],
  ])("for %s, at Create and at Update", async (_, options, reason) => {
    const { stream, group } = await groupOver(client, 0);
    for (const call of [spoken.create, spoken.update]) {
      const other = call === spoken.create ? freshGroup() : group;
      expect(await refusal(call({ ...of(stream, other), ...options }))).toMatchObject({
        code: status.INTERNAL,
        trailers: trailers("failed", stream, other, { reason: expect.stringContaining(reason) }),
      });
    }
  });

  test("for $all in the request for streams, and the client's channel stays open", async () => {
    const stream = freshStream();
    const following = take(client.subscribeToStream(stream), 1);
    await expect(client.createPersistentSubscriptionToStream("$all", "g", toStream())).rejects.toMatchObject({
      type: "persistent-subscription-failed",
      streamName: "$all",
      groupName: "g",
      reason: expect.stringContaining("$all"),
    });
    await client.appendToStream(stream, several(1));
    expect(await following).toHaveLength(1);
  });

  test("names in a non-Latin script are percent-encoded", async () => {
    const stream = `学校-${freshStream()}`;
    expect(await refusal(spoken.info(of(stream, "读者")))).toMatchObject({
      trailers: trailers("does-not-exist", encodeURIComponent(stream), encodeURIComponent("读者")),
    });
  });
});
