import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { bytes, message, one, uint64 } from "../src/wire/message.ts";
import { type ReadOptions, ReadReq } from "../src/wire/read-messages.ts";
import { StreamIdentifier, streamIdentifier } from "../src/wire/shared.ts";
import { structuredUuid, Uuid } from "../src/wire/uuid.ts";
import { nodeForThisFile, several } from "./fixture.ts";
import { freshStream, rawClient } from "./testbed.ts";

const { node, client } = await nodeForThisFile();
const raw = rawClient(node);

const stream = freshStream();
await client.appendToStream(stream, several(2));

const all = { all: { start: {} } };
await client.appendToStream("plain", several(1));
const plain = { stream: { streamIdentifier: streamIdentifier("plain"), start: {} } };
const school = { stream: { streamIdentifier: streamIdentifier(stream), start: {} } };
const ids = { uuidOption: { string: {} } };

const RecordedEvent = message({
  id: one(1, Uuid),
  streamIdentifier: one(2, StreamIdentifier),
  streamRevision: one(3, uint64),
  preparePosition: one(4, uint64),
  commitPosition: one(5, uint64),
  data: one(8, bytes),
});
const Answer = message({ event: one(1, message({ event: one(1, RecordedEvent) })) });

const read = async (options: ReadOptions): Promise<Buffer[]> => {
  const answers: Buffer[] = [];
  for await (const answer of raw.read(ReadReq.encode({ options }))) answers.push(answer);
  return answers;
};

describe("a read is refused", () => {
  test.each<[string, ReadOptions]>([
    ["without a form of ids", { ...all, noFilter: {}, count: 1n }],
    ["without a count", { ...all, ...ids, noFilter: {} }],
    ["of nothing", { ...ids, noFilter: {}, count: 1n }],
    [
      "of a stream with a filter",
      { ...school, ...ids, count: 1n, filter: { eventType: { prefix: ["a"] }, count: {} } },
    ],
    ["of $all that does not say whether it is filtered", { ...all, ...ids, count: 1n }],
    ["that subscribes backwards", { ...all, ...ids, noFilter: {}, subscription: {}, readDirection: 1 }],
    ["with a filter on nothing", { ...all, ...ids, count: 1n, filter: { count: {} } }],
    ["with a filter without a window", { ...all, ...ids, count: 1n, filter: { eventType: { prefix: ["a"] } } }],
    [
      "that subscribes with checkpoints at no interval",
      { ...all, ...ids, subscription: {}, filter: { eventType: { prefix: ["a"] }, count: {} } },
    ],
  ])("%s", async (_, options) => {
    await expect(read(options)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  test("with malformed bytes", async () => {
    const reading = raw.read(Buffer.from([0x0a, 0xff])).toArray();
    await expect(reading).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});

test("a filtered read with a count stops at the end of the log, not at the window", async () => {
  await client.appendToStream(freshStream("other"), several(50));
  await client.appendToStream(stream, several(1));
  const filter = { streamIdentifier: { prefix: [stream] }, max: 1 };
  expect(await read({ ...all, ...ids, count: 100n, filter })).toHaveLength(3);
  expect(await read({ ...all, ...ids, count: 2n, filter })).toHaveLength(2);
});

test("ids have the requested format", async () => {
  const [asText = Buffer.alloc(0)] = await read({ ...plain, ...ids, noFilter: {}, count: 1n });
  const [structured = Buffer.alloc(0)] = await read({
    ...plain,
    uuidOption: { structured: {} },
    noFilter: {},
    count: 1n,
  });
  const [text, halves] = [asText, structured].map((answer) => Answer.decode(answer).event?.event);
  expect(text?.id?.string).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-/);
  expect(halves?.id).toEqual(structuredUuid(text?.id?.string ?? ""));
  expect({ ...halves, id: undefined }).toEqual({ ...text, id: undefined });
  expect(text).toMatchObject({ streamIdentifier: streamIdentifier("plain"), streamRevision: 0n });
});

test("a reader with compatibility 1 gets the last revision", async () => {
  const answers = await read({ ...school, ...ids, noFilter: {}, count: 1n, controlOption: { compatibility: 1 } });
  expect(answers.at(-1)).toEqual(Buffer.from([6 * 8, 2]));
});
