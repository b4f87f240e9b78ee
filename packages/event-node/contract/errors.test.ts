import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { capabilities } from "./client/under-test.ts";
import { happened, nodeForThisFile, several } from "./fixture.ts";
import { freshStream } from "./testbed.ts";
import { of, proposed, refusal, speakTo, to } from "./wire.ts";

const mebibyte = 1024 * 1024;
let failing = false;
const { node, client } = await nodeForThisFile({
  maxAppendSize: 20 * mebibyte,
  failpoint: (name) => {
    if (failing && name === "log.before-commit") throw new Error("the disk is gone");
  },
});
const spoken = speakTo(node);

const tombstoned = async () => {
  const stream = freshStream();
  await client.tombstoneStream(stream);
  return stream;
};
const ids = { uuidOption: { string: {} } };
const reading = (stream: string) => ({ ...ids, stream: { ...to(stream), start: {} }, noFilter: {}, count: 1n });

describe("stream-deleted", () => {
  test.each([
    ["Read", (stream: string) => spoken.read(reading(stream))],
    ["a subscription", (stream: string) => spoken.read({ ...reading(stream), count: undefined, subscription: {} })],
    ["Append", (stream: string) => spoken.append(to(stream), proposed())],
    ["Delete", (stream: string) => spoken.delete(to(stream))],
    ["Tombstone", (stream: string) => spoken.tombstone(to(stream))],
  ])("ends %s with FAILED_PRECONDITION and the stream's name", async (_, call) => {
    const stream = await tombstoned();
    expect(await refusal(call(stream))).toEqual({
      code: status.FAILED_PRECONDITION,
      message: `Event stream '${stream}' is deleted.`,
      trailers: { exception: "stream-deleted", "stream-name": stream },
    });
  });

  test("percent-encodes a stream name in a non-Latin script, because trailers are ASCII", async () => {
    const stream = `学校-${freshStream()}`;
    await client.tombstoneStream(stream);
    const { trailers } = await refusal(spoken.append(to(stream), proposed()));
    expect(trailers).toEqual({ exception: "stream-deleted", "stream-name": encodeURIComponent(stream) });
  });

  test("also ends an append that expects a softly deleted stream to exist", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, happened(1));
    await client.deleteStream(stream);
    expect(await refusal(spoken.append(to(stream, { streamExists: {} }), proposed()))).toMatchObject({
      code: status.FAILED_PRECONDITION,
      trailers: { exception: "stream-deleted", "stream-name": stream },
    });
  });
});

describe("wrong-expected-version", () => {
  describe.each(["delete", "tombstone"] as const)("of a %s", (end) => {
    test.each([
      ["no stream", { noStream: {} }, "-1"],
      ["a revision", { revision: 0n }, "0"],
      ["a revision ahead", { revision: 7n }, "7"],
    ])("expecting %s is FAILED_PRECONDITION with both versions in decimal", async (_, expected, shown) => {
      const stream = freshStream();
      await client.appendToStream(stream, several(3));
      expect(await refusal(spoken[end](to(stream, expected)))).toMatchObject({
        code: status.FAILED_PRECONDITION,
        trailers: {
          exception: "wrong-expected-version",
          "stream-name": stream,
          "expected-version": shown,
          "actual-version": "2",
        },
      });
    });
  });

  test.each([
    ["any", { any: {} }, "-2"],
    ["that it exists", { streamExists: {} }, "-4"],
  ])(
    "a deletion of a stream that never existed, expecting %s, has the expectation as a number",
    async (_, expected, shown) => {
      const { code, trailers } = await refusal(spoken.delete(to(freshStream(), expected)));
      expect(code).toBe(status.FAILED_PRECONDITION);
      expect(trailers).toMatchObject({ "expected-version": shown, "actual-version": "-1" });
    },
  );
});

describe("the sizes of an append", () => {
  test("maximum-append-size-exceeded is INVALID_ARGUMENT with the size", async () => {
    const big = proposed({ data: Buffer.alloc(11 * mebibyte) });
    expect(await refusal(spoken.append(to(freshStream()), big, big))).toEqual({
      code: status.INVALID_ARGUMENT,
      message: `Maximum Append Size of ${20 * mebibyte} Exceeded.`,
      trailers: { exception: "maximum-append-size-exceeded", "maximum-append-size": String(20 * mebibyte) },
    });
  });

  test("maximum-append-event-size-exceeded is INVALID_ARGUMENT with the event and both sizes", async () => {
    const size = 17 * mebibyte;
    const big = proposed({ data: Buffer.alloc(size), metadata: of("Big") });
    expect(await refusal(spoken.append(to(freshStream()), big))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      trailers: {
        exception: "maximum-append-event-size-exceeded",
        "maximum-append-event-size": String(16 * mebibyte),
        "event-id": big.id?.string,
        "proposed-append-event-size": String(size + 2 * "Big".length),
      },
    });
  });
});

describe("missing-required-metadata-property", () => {
  test.each([
    ["a type", of("Happened").slice(1)],
    ["a content type", of("Happened").slice(0, 1)],
    ["both", []],
  ])("is INVALID_ARGUMENT for an event without %s", async (_, metadata) => {
    expect(await refusal(spoken.append(to(freshStream()), proposed({ metadata })))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      trailers: {
        exception: "missing-required-metadata-property",
        "required-metadata-properties": "type,content-type",
      },
    });
  });
});

describe("INVALID_ARGUMENT without a trailer", () => {
  test.each([
    ["an append that expects nothing", () => spoken.append({ ...to("a"), any: undefined }, proposed())],
    ["an event without an id", () => spoken.append(to("a"), proposed({ id: {} }))],
    ["an event whose id is none", () => spoken.append(to("a"), proposed({ id: { string: "school-1" } }))],
    ["a read that is no message", () => spoken.raw.read(Buffer.from([0x0a, 0xff])).toArray()],
    ["a read without a form of ids", () => spoken.read({ ...reading("a"), uuidOption: {} })],
  ])("ends %s", async (_, call) => {
    expect(await refusal(call())).toMatchObject({ code: status.INVALID_ARGUMENT, trailers: {} });
  });
});

describe("UNKNOWN, never INTERNAL, without a trailer", () => {
  const exception = { code: status.UNKNOWN, message: "Exception was thrown by handler.", trailers: {} };
  const position = { commitPosition: 1n, preparePosition: 2n };
  test.each([
    ["an append that begins without its options", () => spoken.append(undefined, proposed())],
    ["an append to a stream without a name", () => spoken.append(to(""), proposed())],
    ["a read of a stream without a name", () => spoken.read(reading(""))],
    ["a delete of a stream without a name", () => spoken.delete(to(""))],
    ["a tombstone on $$", () => spoken.tombstone(to("$$"))],
  ])("ends %s", async (_, call) => {
    expect(await refusal(call())).toEqual(exception);
  });

  test("ends a read from a prepare position beyond its commit position", async () => {
    const call = spoken.read({ ...ids, all: { position }, noFilter: {}, count: 1n });
    expect(await refusal(call)).toMatchObject({ code: status.UNKNOWN, trailers: {} });
  });
});

test("a method that the node does not have is UNIMPLEMENTED", async () => {
  const call = spoken.ask("/event_store.client.streams.Streams/Rewrite", Buffer.alloc(0));
  expect(await refusal(call)).toMatchObject({ code: status.UNIMPLEMENTED });
});

test("a failed write is ABORTED over Append, and a retry writes it once", async () => {
  const stream = freshStream();
  const event = proposed();
  failing = true;
  expect(await refusal(spoken.append(to(stream), event))).toMatchObject({ code: status.ABORTED, trailers: {} });
  const given = happened(1);
  const credentials = { username: "anyone", password: "anything" };
  const refused = client.appendToStream(stream, given, { credentials });
  await expect(refused).rejects.toMatchObject({ type: capabilities.abortedAppend });
  await expect(client.deleteStream(stream)).rejects.toMatchObject({ code: status.ABORTED });
  failing = false;
  expect(await spoken.append(to(stream), event)).toMatchObject({ success: { currentRevision: 0n } });
  expect((await client.appendToStream(stream, given, { credentials })).nextExpectedRevision).toBe(1n);
});

test("an error does not affect the connection: concurrent and later calls are answered", async () => {
  const stream = await tombstoned();
  const other = freshStream();
  const outcomes = await Promise.allSettled(
    several(20).map((event, n) => client.appendToStream(n % 2 ? stream : other, event)),
  );
  expect(outcomes.map((outcome) => outcome.status)).toEqual(outcomes.map((_, n) => (n % 2 ? "rejected" : "fulfilled")));
});

test("a single node is the leader: a call that requires one is answered", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, happened(1), { requiresLeader: true });
  await client.deleteStream(stream, { requiresLeader: true });
});
