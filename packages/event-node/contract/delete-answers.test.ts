import { describe, expect, test } from "vitest";
import { ANY, jsonEvent, NO_STREAM, START } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile, several } from "./fixture.ts";
import { freshStream } from "./testbed.ts";
import { speakTo, to } from "./wire.ts";

const { node, client } = await nodeForThisFile();
const spoken = speakTo(node);

const streamOf = async (count: number) => {
  const stream = freshStream();
  if (count > 0) await client.appendToStream(stream, several(count));
  return stream;
};

const asWritten = async (stream: string) => (await collected(client.readStream(`$$${stream}`)))[0];

describe("a deletion", () => {
  test("writes metadata that truncates before the maximum revision, at the returned position", async () => {
    const stream = await streamOf(2);
    const { position } = await client.deleteStream(stream);
    const [found] = await collected(client.readAll({ fromPosition: position ?? START, maxCount: 1 }));
    expect(found).toMatchObject({ type: "$metadata", streamId: `$$${stream}`, position, isJson: true });
    const [raw] = await spoken.read({
      stream: { ...to(`$$${stream}`), start: {} },
      count: 1n,
      noFilter: {},
      uuidOption: { string: {} },
    });
    expect(raw?.includes('{"$tb":9223372036854775807}')).toBe(true);
  });

  test.each([ANY, 1n] as const)(
    "of a stream in the expected state succeeds, expecting %s",
    async (expectedRevision) => {
      const stream = await streamOf(2);
      const { position } = await client.deleteStream(stream, { expectedRevision });
      expect(position?.commit).toBe(position?.prepare);
    },
  );

  test("can expect on the wire that the stream exists", async () => {
    const stream = await streamOf(2);
    expect((await spoken.delete(to(stream, { streamExists: {} }))).position?.commitPosition).toBeGreaterThan(0n);
  });

  test("of a stream with only metadata succeeds", async () => {
    const stream = freshStream();
    await client.setStreamMetadata(stream, { maxCount: 3 });
    await client.deleteStream(stream);
    expect((await client.appendToStream(stream, happened(0), { expectedRevision: NO_STREAM })).success).toBe(true);
  });

  test("can be repeated", async () => {
    const stream = await streamOf(2);
    await client.deleteStream(stream);
    await client.deleteStream(stream, { expectedRevision: 1n });
    await expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });
  });

  test("is undone by an append, from whose revision on events are shown", async () => {
    const stream = await streamOf(3);
    await client.setStreamMetadata(stream, { maxCount: 50, 学区: "滨江" });
    await client.deleteStream(stream);
    await client.appendToStream(stream, several(2));
    expect((await asWritten(stream))?.data).toMatchObject({ $tb: 3 });
    expect((await collected(client.readStream(stream))).map(({ revision }) => revision)).toEqual([3n, 4n]);
  });

  test("is undone by metadata written by a client, which is kept", async () => {
    const stream = await streamOf(3);
    await client.deleteStream(stream);
    const data = { $maxCount: 9, $acl: { $r: ["老师"] }, big: 1234567890123, nested: { list: [1, "二", null] } };
    await client.appendToStream(`$$${stream}`, jsonEvent({ type: "$metadata", data }));
    expect((await asWritten(stream))?.data).toEqual({ ...data, $tb: 3 });
    expect(await collected(client.readStream(stream))).toEqual([]);
  });
});

describe("a tombstone", () => {
  test("is an event of the stream at the maximum revision, at the returned position", async () => {
    const stream = await streamOf(2);
    const { position } = await client.tombstoneStream(stream);
    const [mark] = await collected(client.readAll({ fromPosition: position ?? START, maxCount: 1 }));
    expect(mark).toMatchObject({ type: "$streamDeleted", streamId: stream, revision: 2n ** 63n - 1n, position });
  });

  test.each([
    ["that never was", 0, ANY],
    ["that never was, as expected", 0, NO_STREAM],
    ["with events", 2, 1n],
  ] as const)("is set on a stream %s", async (_, count, expectedRevision) => {
    const stream = await streamOf(count);
    await client.tombstoneStream(stream, { expectedRevision });
    await expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-deleted" });
  });

  test("can be set on a softly deleted stream", async () => {
    const stream = await streamOf(2);
    await client.deleteStream(stream);
    await client.tombstoneStream(stream);
    await expect(client.appendToStream(stream, happened(2))).rejects.toMatchObject({ type: "stream-deleted" });
  });

  test("closes the stream's metadata as well", async () => {
    const stream = await streamOf(2);
    await client.setStreamMetadata(stream, { maxCount: 3 });
    await client.tombstoneStream(stream);
    await expect(collected(client.readStream(`$$${stream}`))).rejects.toMatchObject({ type: "stream-deleted" });
    await expect(client.setStreamMetadata(stream, {})).rejects.toMatchObject({ type: "stream-deleted" });
  });
});
