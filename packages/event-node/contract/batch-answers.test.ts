import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { BatchAppendReq, BatchAppendResp, type Expected } from "../src/wire/append-messages.ts";
import type { Message } from "../src/wire/message.ts";
import {
  BadRequest,
  MaximumAppendEventSizeExceeded,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  streamIdentifier,
  timestamp,
  WrongExpectedVersion,
} from "../src/wire/shared.ts";
import { collected, happened, nodeForThisFile, several } from "./fixture.ts";
import { authorization, secureNodeForThisFile } from "./secure-node.ts";
import { freshStream } from "./testbed.ts";
import { batch, of, proposed, speakTo, to } from "./wire.ts";

const mebibyte = 1024 * 1024;
let isSlow = false;
const { node, client } = await nodeForThisFile({
  maxAppendSize: 20 * mebibyte,
  writeTimeoutMs: 300,
  failpoint: async (name) => {
    if (isSlow && name === "log.after-commit") await new Promise((resolve) => setTimeout(resolve, 100));
  },
});
const spoken = speakTo(node);

type Request = ReturnType<typeof batch>;

/** The error in the only response to a request: its code, the name of its details, and their content. */
const errorOf = async (request: Request, by = spoken) => {
  const answers = await by.batch(request);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({
    correlationId: request.correlationId,
    streamIdentifier: request.options?.streamIdentifier,
  });
  const { code, details } = answers[0]?.error ?? {};
  return {
    code,
    name: details?.typeUrl?.replace("type.googleapis.com/event_store.client.", ""),
    as: <T>({ decode }: Pick<Message<T>, "decode">) => decode(details?.value ?? Buffer.alloc(0)),
  };
};

describe("a conflict is ALREADY_EXISTS with the expected and the current revision", () => {
  test.each<[string, Expected, Record<string, unknown>]>([
    ["no stream", { noStream: {} }, { expectedNoStream: {} }],
    ["a revision", { revision: 0n }, { expectedStreamPosition: 0n }],
    ["a revision ahead", { revision: 9n }, { expectedStreamPosition: 9n }],
  ])("expecting %s", async (_, expected, shown) => {
    const stream = freshStream();
    await client.appendToStream(stream, several(3));
    const error = await errorOf(batch(stream, { options: to(stream, expected) }));
    expect(error).toMatchObject({ code: status.ALREADY_EXISTS, name: "WrongExpectedVersion" });
    expect(error.as(WrongExpectedVersion)).toEqual({ ...shown, currentStreamRevision: 2n });
  });

  test.each<[string, Expected, Record<string, unknown>]>([
    ["that it exists", { streamExists: {} }, { expectedStreamExists: {} }],
    ["a revision", { revision: 4n }, { expectedStreamPosition: 4n }],
  ])("of a new stream, expecting %s", async (_, expected, shown) => {
    const stream = freshStream();
    const error = await errorOf(batch(stream, { options: to(stream, expected) }));
    expect(error.as(WrongExpectedVersion)).toEqual({ ...shown, currentNoStream: {} });
  });

  test("expecting any, if only the first event is a repetition", async () => {
    const stream = freshStream();
    const known = happened(0);
    await client.appendToStream(stream, known);
    const proposedMessages = [proposed({ id: { string: known.id } }), proposed()];
    const error = await errorOf(batch(stream, { proposedMessages }));
    expect(error.as(WrongExpectedVersion)).toEqual({ expectedAny: {}, currentStreamRevision: 0n });
  });
});

test("an append to a tombstoned stream is NOT_FOUND with its name", async () => {
  const stream = freshStream();
  await client.tombstoneStream(stream);
  const error = await errorOf(batch(stream));
  expect(error).toMatchObject({ code: status.NOT_FOUND, name: "StreamDeleted" });
  expect(error.as(StreamDeleted)).toEqual({ streamIdentifier: streamIdentifier(stream) });
});

test("an append without the right to write is PERMISSION_DENIED", async () => {
  const { node: secure, as, channelCredentials } = await secureNodeForThisFile();
  const stream = freshStream();
  await as("admin").setStreamMetadata(stream, { acl: { writeRoles: ["$admins"] } });
  const ops = speakTo(secure, { channelCredentials, metadata: authorization("ops") });
  expect(await errorOf(batch(stream), ops)).toMatchObject({ code: status.PERMISSION_DENIED, name: "AccessDenied" });
});

test("a passed deadline is DEADLINE_EXCEEDED", async () => {
  const stream = freshStream();
  const options = { ...to(stream), deadlineAt: timestamp(new Date(Date.now() - 1_000)) };
  expect(await errorOf(batch(stream, { options }))).toMatchObject({ code: status.DEADLINE_EXCEEDED, name: "Timeout" });
});

test("an append that is too big is INVALID_ARGUMENT with the maximum size", async () => {
  const big = proposed({ data: Buffer.alloc(11 * mebibyte) });
  const error = await errorOf(batch(freshStream(), { proposedMessages: [big, big] }));
  expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, name: "MaximumAppendSizeExceeded" });
  expect(error.as(MaximumAppendSizeExceeded)).toEqual({ maxAppendSize: 20 * mebibyte });
});

test("an event that is too big is INVALID_ARGUMENT with its id and both sizes", async () => {
  const big = proposed({ data: Buffer.alloc(17 * mebibyte), metadata: of("Big") });
  const error = await errorOf(batch(freshStream(), { proposedMessages: [big] }));
  expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, name: "MaximumAppendEventSizeExceeded" });
  expect(error.as(MaximumAppendEventSizeExceeded)).toEqual({
    eventId: big.id?.string,
    proposedEventSize: 17 * mebibyte + 6,
    maxAppendEventSize: 16 * mebibyte,
  });
});

describe("INVALID_ARGUMENT with a message is the response to", () => {
  test.each<[string, Request]>([
    ["a stream without a name", batch("")],
    ["the stream $$", batch("$$")],
    ["an event without a type", batch("a", { proposedMessages: [proposed({ metadata: [] })] })],
    ["an event without an id", batch("a", { proposedMessages: [proposed({ id: {} })] })],
    ["an append that expects nothing", batch("a", { options: { streamIdentifier: streamIdentifier("a") } })],
  ])("%s", async (_, request) => {
    const error = await errorOf(request);
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, name: "BadRequest" });
    expect(error.as(BadRequest).message).toMatch(/\w+ .*\./);
  });
});

describe("a success has the last revision and the position of the last event", () => {
  test("of several events", async () => {
    const stream = freshStream();
    const [answer] = await spoken.batch(batch(stream, { proposedMessages: [proposed(), proposed()] }));
    const last = (await collected(client.readStream(stream))).at(-1)?.position;
    const position = { commitPosition: last?.commit, preparePosition: last?.prepare };
    expect(answer?.success).toEqual({ currentRevision: 1n, position });
  });

  test("of no events to a new stream: no stream", async () => {
    const stream = freshStream();
    const options = to(stream, { noStream: {} });
    const [answer] = await spoken.batch(batch(stream, { options, proposedMessages: [] }));
    expect(answer?.success).toMatchObject({ noStream: {} });
  });

  test("of no events to an existing stream: its last revision", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, several(4));
    const [answer] = await spoken.batch(batch(stream, { proposedMessages: [] }));
    expect(answer?.success).toMatchObject({ currentRevision: 3n });
  });
});

test("an append whose final message has arrived is written and answered, whatever its deadline", async () => {
  const stream = freshStream();
  isSlow = true;
  const options = { ...to(stream), deadlineIn: { seconds: 0n, nanos: 20_000_000 } };
  const answers = await spoken.batch(batch(stream, { options }));
  isSlow = false;
  expect(answers).toMatchObject([{ success: { currentRevision: 0n } }]);
});

test("a deadline does not extend the node's write timeout", async () => {
  const stream = freshStream();
  const options = { ...to(stream), deadlineIn: { seconds: 3_600n, nanos: 0 } };
  const call = spoken.raw.batchAppend();
  call.write(BatchAppendReq.encode(batch(stream, { options, isFinal: false })));
  const [answer] = await call.take(1).toArray();
  expect(BatchAppendResp.decode(answer)).toMatchObject({ error: { code: status.DEADLINE_EXCEEDED } });
});

test("two hundred appends of one connection are answered exactly once, with their own ids", async () => {
  const stream = freshStream();
  const requests = Array.from({ length: 200 }, (_, n) =>
    batch(stream, { options: to(n % 3 ? stream : `${stream}-other`, { any: {} }) }),
  );
  const answers = await spoken.batch(...requests);
  const ids = (all: readonly { correlationId?: { string?: string | undefined } | undefined }[]) =>
    all.map(({ correlationId }) => correlationId?.string).toSorted();
  expect(ids(answers)).toEqual(ids(requests));
  expect(answers.every(({ success }) => success !== undefined)).toBe(true);
});
