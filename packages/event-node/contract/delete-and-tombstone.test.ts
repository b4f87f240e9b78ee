import { describe, expect, test } from "vitest";
import { ANY, BACKWARDS, END, NO_STREAM, STREAM_EXISTS } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile, several } from "./fixture.ts";
import { freshStream, waysToAppend } from "./testbed.ts";

const { client } = await nodeForThisFile();

const streamOf = async (count: number) => {
  const stream = freshStream();
  await client.appendToStream(stream, several(count));
  return stream;
};

const notFound = { type: "stream-not-found" };
const gone = { type: "stream-deleted" };

describe("a softly deleted stream", () => {
  test("cannot be read", async () => {
    const stream = await streamOf(3);
    const { position } = await client.deleteStream(stream, { expectedRevision: 2n });
    expect(position?.commit).toBeGreaterThan(0n);
    await expect(collected(client.readStream(stream))).rejects.toMatchObject(notFound);
  });

  test("is still in $all", async () => {
    const stream = await streamOf(2);
    await client.deleteStream(stream);
    const last = await collected(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 3 }));
    expect(last.map(({ streamId }) => streamId)).toEqual([`$$${stream}`, stream, stream]);
  });

  test.each([NO_STREAM, ANY, 2n] as const)(
    "continues after its last revision, expecting %s",
    async (expectedRevision) => {
      const stream = await streamOf(3);
      await client.deleteStream(stream);
      const { nextExpectedRevision } = await client.appendToStream(stream, several(2), { expectedRevision });
      expect(nextExpectedRevision).toBe(4n);
      const events = await collected(client.readStream(stream));
      expect(events.map(({ revision }) => revision)).toEqual([3n, 4n]);
      expect((await client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3 });
    },
  );

  test.each(waysToAppend)("does not exist for an append that expects it, over $way", async ({ options }) => {
    const stream = await streamOf(1);
    await client.deleteStream(stream);
    const refused = client.appendToStream(stream, several(1), { ...options, expectedRevision: STREAM_EXISTS });
    await expect(refused).rejects.toMatchObject(gone);
  });

  test("answers a retry of its first append as before", async () => {
    const stream = freshStream();
    const events = several(2);
    const original = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    await client.deleteStream(stream);
    expect(await client.appendToStream(stream, events, { expectedRevision: NO_STREAM })).toEqual(original);
  });

  test("rejects a first append of which only the beginning is a repetition", async () => {
    const stream = freshStream();
    const [first = happened(0)] = several(1);
    await client.appendToStream(stream, [first, happened(1)], { expectedRevision: NO_STREAM });
    await client.deleteStream(stream);
    const refused = client.appendToStream(stream, [first, happened(2)], { expectedRevision: NO_STREAM });
    await expect(refused).rejects.toMatchObject({ type: "wrong-expected-version", actualVersion: 1n });
  });

  test("is reopened when its metadata is written, which keeps its fields", async () => {
    const stream = await streamOf(3);
    await client.deleteStream(stream);
    await client.setStreamMetadata(stream, { maxCount: 7, 备注: "恢复" });
    expect(await collected(client.readStream(stream))).toEqual([]);
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({
      maxCount: 7,
      备注: "恢复",
      truncateBefore: 3,
    });
  });

  test("can be deleted again", async () => {
    const stream = await streamOf(1);
    await client.deleteStream(stream);
    await client.appendToStream(stream, several(1));
    await client.deleteStream(stream);
    await expect(collected(client.readStream(stream))).rejects.toMatchObject(notFound);
    expect((await client.appendToStream(stream, several(1))).nextExpectedRevision).toBe(2n);
  });
});

describe("a deletion is refused", () => {
  test("at another revision", async () => {
    const stream = await streamOf(3);
    const refused = client.deleteStream(stream, { expectedRevision: 1n });
    await expect(refused).rejects.toMatchObject({
      type: "wrong-expected-version",
      streamName: stream,
      expectedVersion: 1n,
      actualVersion: 2n,
    });
  });

  test.each([ANY, NO_STREAM, 0n] as const)("of a stream that never existed, expecting %s", async (expected) => {
    const refused = client.deleteStream(freshStream(), { expectedRevision: expected });
    await expect(refused).rejects.toMatchObject({ type: "wrong-expected-version" });
  });
});

describe("a tombstoned stream", () => {
  test("cannot be read or written", async () => {
    const stream = `学校-${await streamOf(2)}`;
    await client.tombstoneStream(stream, { expectedRevision: NO_STREAM });
    await expect(collected(client.readStream(stream))).rejects.toMatchObject(gone);
    for (const expectedRevision of [ANY, NO_STREAM, STREAM_EXISTS, 0n] as const)
      for (const { options } of waysToAppend)
        await expect(
          client.appendToStream(stream, happened(0), { ...options, expectedRevision }),
        ).rejects.toMatchObject(gone);
    await expect(client.deleteStream(stream)).rejects.toMatchObject(gone);
    await expect(client.tombstoneStream(stream)).rejects.toMatchObject(gone);
    await expect(client.setStreamMetadata(stream, { maxCount: 1 })).rejects.toMatchObject(gone);
  });

  test("has a marker in $all", async () => {
    const stream = await streamOf(1);
    await client.tombstoneStream(stream, { expectedRevision: 0n });
    const [mark] = await collected(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
    expect(mark).toMatchObject({ type: "$streamDeleted", streamId: stream, revision: 2n ** 63n - 1n });
  });
});
