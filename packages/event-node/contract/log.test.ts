import { describe, expect, test } from "vitest";
import { bytes, many, message, one, text, uint64 } from "../src/wire/message.ts";
import { StreamIdentifier, streamIdentifier } from "../src/wire/shared.ts";
import { Uuid } from "../src/wire/uuid.ts";
import { binaryEvent, jsonEvent, START } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";
import { of, proposed, refusal, speakTo, to } from "./wire.ts";

let now = new Date("2026-09-01T08:00:00.123Z");
const maxAppendSize = 1_000;
const { node, client } = await nodeForThisFile({ clock: () => now, maxAppendSize });
const spoken = speakTo(node);

const RecordedEvent = message({
  id: one(1, Uuid),
  streamIdentifier: one(2, StreamIdentifier),
  streamRevision: one(3, uint64),
  preparePosition: one(4, uint64),
  commitPosition: one(5, uint64),
  metadata: many(6, message({ key: one(1, text), value: one(2, text) })),
  customMetadata: one(7, bytes),
  data: one(8, bytes),
});
const ReadEvent = message({
  event: one(1, RecordedEvent),
  link: one(2, RecordedEvent),
  commitPosition: one(3, uint64),
});
const Answer = message({ event: one(1, ReadEvent) });

const asStored = async (stream: string) => {
  const answers = await spoken.read({
    stream: { ...to(stream), start: {} },
    count: 10n,
    noFilter: {},
    uuidOption: { string: {} },
  });
  return answers.map((answer) => Answer.decode(answer).event ?? {});
};

describe("a recorded event", () => {
  test("has its id, stream, revision, data and metadata as they were appended", async () => {
    const stream = freshStream();
    const given = proposed({ data: Buffer.from('{"n":1}'), customMetadata: Buffer.from('{"by":"王老师"}') });
    await spoken.append(to(stream), given);
    const [{ event } = {}] = await asStored(stream);
    expect(event).toMatchObject({
      id: given.id,
      streamIdentifier: streamIdentifier(stream),
      streamRevision: 0n,
      data: given.data,
      customMetadata: given.customMetadata,
    });
  });

  test("has only the type, the time in ticks and the content type as its metadata, whatever else was sent", async () => {
    const stream = freshStream();
    const more = [...of("Happened"), { key: "school", value: "实验小学" }, { key: "created", value: "1" }];
    await spoken.append(to(stream), proposed({ metadata: more }));
    const [{ event } = {}] = await asStored(stream);
    expect(Object.fromEntries(event?.metadata?.map(({ key, value }) => [key, value]) ?? [])).toEqual({
      type: "Happened",
      created: String(BigInt(now.getTime()) * 10_000n),
      "content-type": "application/json",
    });
  });

  test.each(["application/octet-stream", "text/plain", "application/vnd.school+json"])(
    "with the content type %s is binary: only JSON is distinguished",
    async (contentType) => {
      const stream = freshStream();
      await spoken.append(to(stream), proposed({ metadata: of("Happened", contentType) }));
      const [{ event } = {}] = await asStored(stream);
      expect(event?.metadata).toContainEqual({ key: "content-type", value: "application/octet-stream" });
    },
  );

  test("has the same position as commit and prepare, in the event and in the response", async () => {
    const stream = freshStream();
    const { position } = await client.appendToStream(stream, happened(1));
    const [stored] = await asStored(stream);
    expect(stored).toMatchObject({
      commitPosition: position?.commit,
      event: { commitPosition: position?.commit, preparePosition: position?.commit },
    });
    expect(stored?.link).toBeUndefined();
  });

  test("is returned to a client with the time at which it was written", async () => {
    now = new Date("2026-09-02T08:00:00Z");
    const stream = freshStream();
    await client.appendToStream(stream, happened(1));
    expect((await collected(client.readStream(stream)))[0]?.created).toEqual(now);
    expect((await take(client.subscribeToStream(stream), 1))[0]?.created).toEqual(now);
  });
});

describe("a position", () => {
  test("is the same in every read", async () => {
    const stream = freshStream();
    const { position } = await client.appendToStream(stream, happened(1));
    const [inStream] = await collected(client.readStream(stream));
    const [inAll] = await collected(client.readAll({ fromPosition: position ?? START }));
    const [followed] = await take(client.subscribeToStream(stream), 1);
    for (const seen of [inStream, inAll, followed]) expect(seen?.position).toEqual(position);
  });

  test("increases with every event, within an append and between appends", async () => {
    const stream = freshStream();
    for (let n = 0; n < 5; n += 1) await client.appendToStream(stream, several(3));
    const positions = (await collected(client.readStream(stream))).map(({ position }) => position?.commit ?? 0n);
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => (a < b ? -1 : 1)));
    expect(positions.every((position) => position > 0n)).toBe(true);
  });

  test("of a deletion, a tombstone and a metadata write can be read from", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, happened(0));
    const described = await client.setStreamMetadata(stream, { maxCount: 3 });
    const deleted = await client.deleteStream(stream);
    const ended = await client.tombstoneStream(stream);
    for (const { position } of [described, deleted, ended])
      expect((await collected(client.readAll({ fromPosition: position ?? START, maxCount: 1 })))[0]?.position).toEqual(
        position,
      );
  });
});

describe("revisions", () => {
  test("begin at 0 and are consecutive", async () => {
    const stream = freshStream();
    for (const count of [1, 3, 2]) await client.appendToStream(stream, several(count));
    const revisions = (await collected(client.readStream(stream))).map(({ revision }) => revision);
    expect(revisions).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
  });

  test("continue after a soft deletion", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, several(2));
    await client.deleteStream(stream);
    expect((await client.appendToStream(stream, happened(2))).nextExpectedRevision).toBe(2n);
  });
});

describe("the size of an append", () => {
  const type = "六年级"; // Three characters, of three bytes each in UTF-8.
  const sized = (size: number) =>
    proposed({
      metadata: of(type, "application/octet-stream"),
      customMetadata: Buffer.alloc(100),
      data: Buffer.alloc(size - 100 - 2 * type.length),
    });

  test("is data, metadata and two bytes for each character of the type: at the limit it is written", async () => {
    expect(await spoken.append(to(freshStream()), sized(maxAppendSize))).toMatchObject({ success: {} });
  });

  test("one byte more is refused", async () => {
    expect(await refusal(spoken.append(to(freshStream()), sized(maxAppendSize + 1)))).toMatchObject({
      trailers: { exception: "maximum-append-size-exceeded" },
    });
  });

  test("is the sum over its events, over either way to append", async () => {
    const half = () => binaryEvent({ type: "t", data: Buffer.alloc(maxAppendSize / 2 - 2) });
    expect((await client.appendToStream(freshStream(), [half(), half()])).success).toBe(true);
    for (const options of [{}, { credentials: { username: "anyone", password: "anything" } }])
      await expect(
        client.appendToStream(freshStream(), [half(), half(), jsonEvent({ type: "t", data: {} })], options),
      ).rejects.toMatchObject({ type: "maximum-append-size-exceeded", maxAppendSize });
  });
});
