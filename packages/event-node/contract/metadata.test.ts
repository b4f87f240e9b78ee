import { describe, expect, test } from "vitest";
import { BACKWARDS, END, jsonEvent, NO_STREAM, START, STREAM_EXISTS } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile, numbers, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";

let now = new Date("2026-09-01T08:00:00Z");
const { client } = await nodeForThisFile({ clock: () => now });

const streamOf = async (count: number) => {
  const stream = freshStream();
  await client.appendToStream(stream, several(count));
  return stream;
};

describe("metadata", () => {
  test("is read as it was set, with a revision of its own", async () => {
    const stream = freshStream();
    const metadata = { maxCount: 10, maxAge: 60, acl: { readRoles: ["老师"] }, 学区: "滨江" };
    await client.setStreamMetadata(stream, metadata, { expectedRevision: NO_STREAM });
    expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({ maxCount: 10, maxAge: 60, 学区: "滨江" });
    const refused = client.setStreamMetadata(stream, {}, { expectedRevision: NO_STREAM });
    await expect(refused).rejects.toMatchObject({ type: "wrong-expected-version", actualVersion: 0n });
  });

  test("$maxCount keeps the last events", async () => {
    const stream = await streamOf(10);
    await client.setStreamMetadata(stream, { maxCount: 3 });
    expect(await numbers(client.readStream(stream))).toEqual([7, 8, 9]);
    const back = client.readStream(stream, { direction: BACKWARDS, fromRevision: 8n });
    expect(await numbers(back)).toEqual([8, 7]);
    await client.appendToStream(stream, happened(10));
    expect(await numbers(client.readStream(stream))).toEqual([8, 9, 10]);
  });

  test("$tb hides earlier events", async () => {
    const stream = await streamOf(5);
    await client.setStreamMetadata(stream, { truncateBefore: 3 });
    expect(await numbers(client.readStream(stream))).toEqual([3, 4]);
    await client.setStreamMetadata(stream, { truncateBefore: 99 });
    expect(await numbers(client.readStream(stream))).toEqual([]);
  });

  test("$maxAge hides old events by the node's clock", async () => {
    const stream = await streamOf(2);
    await client.setStreamMetadata(stream, { maxAge: 60 });
    now = new Date(now.getTime() + 45_000);
    await client.appendToStream(stream, happened(2));
    expect(await numbers(client.readStream(stream))).toEqual([0, 1, 2]);
    now = new Date(now.getTime() + 30_000);
    expect(await numbers(client.readStream(stream))).toEqual([2]);
  });

  test("a metadata stream shows its last event only", async () => {
    const stream = freshStream();
    for (const maxCount of [5, 4, 3]) await client.setStreamMetadata(stream, { maxCount });
    expect((await collected(client.readStream(`$$${stream}`))).map(({ revision }) => revision)).toEqual([2n]);
  });

  test.each([{ $maxCount: 0 }, { $maxAge: -1 }, { $tb: "3" }, { $acl: 7 }, { $cacheControl: 1.5 }])(
    "that is malformed counts as none, as in %j",
    async (malformed) => {
      const stream = await streamOf(3);
      const data = { $maxCount: 1, ...malformed };
      await client.appendToStream(`$$${stream}`, jsonEvent({ type: "$metadata", data }));
      expect(await numbers(client.readStream(stream))).toEqual([0, 1, 2]);
    },
  );
});

describe("written metadata", () => {
  test("is one event on the stream's metadata stream, with the field names of the protocol", async () => {
    const stream = freshStream();
    const acl = {
      readRoles: ["老师"],
      writeRoles: ["校长"],
      deleteRoles: [],
      metaReadRoles: ["a"],
      metaWriteRoles: ["b"],
    };
    await client.setStreamMetadata(stream, {
      maxCount: 5,
      maxAge: 60,
      truncateBefore: 1,
      cacheControl: 9,
      acl,
      学区: 1,
    });
    const [event] = await collected(client.readStream(`$$${stream}`));
    expect(event).toMatchObject({ type: "$metadata", isJson: true, streamId: `$$${stream}`, revision: 0n });
    expect(event?.data).toMatchObject({ $maxCount: 5, $maxAge: 60, $tb: 1, $cacheControl: 9, 学区: 1 });
    expect(event?.data).toMatchObject({ $acl: { $r: ["老师"], $w: ["校长"], $mr: ["a"], $mw: ["b"] } });
    expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({
      cacheControl: 9,
      truncateBefore: 1,
      学区: 1,
    });
  });

  test("is missing for a stream that has none", async () => {
    const found = await client.getStreamMetadata(await streamOf(1));
    expect(found.metadata).toBeUndefined();
  });

  test("is read with the commit position of its event, as both clients show it", async () => {
    const stream = freshStream();
    const { position } = await client.setStreamMetadata(stream, { maxCount: 5 });
    expect((await client.getStreamMetadata(stream)).metastreamRevision).toBe(position?.commit);
  });

  test("is replaced as a whole, at its expected revision", async () => {
    const stream = freshStream();
    await client.setStreamMetadata(stream, { maxCount: 5 }, { expectedRevision: NO_STREAM });
    await client.setStreamMetadata(stream, { maxAge: 60 }, { expectedRevision: 0n });
    await client.setStreamMetadata(stream, { maxAge: 70 }, { expectedRevision: STREAM_EXISTS });
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxAge: 70 });
    for (const expectedRevision of [0n, 5n] as const)
      await expect(client.setStreamMetadata(stream, {}, { expectedRevision })).rejects.toMatchObject({
        type: "wrong-expected-version",
        streamName: `$$${stream}`,
        actualVersion: 2n,
      });
  });

  test.each([
    { $acl: { $r: "老师" } },
    { $acl: { $r: ["老师", "校长"] } },
    { $cacheControl: 60 },
    { 学区: { 名: [1] } },
  ])("that is well-formed takes effect together with a limit: %j", async (fields) => {
    const stream = await streamOf(3);
    const data = { $maxCount: 1, ...fields };
    await client.appendToStream(`$$${stream}`, jsonEvent({ type: "$metadata", data }));
    expect(await numbers(client.readStream(stream))).toEqual([2]);
  });
});

describe("limits together", () => {
  test("of $tb and $maxCount, the stricter one applies", async () => {
    const stream = await streamOf(10);
    await client.setStreamMetadata(stream, { truncateBefore: 4, maxCount: 3 });
    expect(await numbers(client.readStream(stream))).toEqual([7, 8, 9]);
    await client.setStreamMetadata(stream, { truncateBefore: 8, maxCount: 3 });
    expect(await numbers(client.readStream(stream))).toEqual([8, 9]);
  });

  test("apply to reads from both ends and from the middle", async () => {
    const stream = await streamOf(10);
    await client.setStreamMetadata(stream, { truncateBefore: 6 });
    expect(await numbers(client.readStream(stream, { fromRevision: 2n }))).toEqual([6, 7, 8, 9]);
    expect(await numbers(client.readStream(stream, { fromRevision: 2n, maxCount: 2 }))).toEqual([6, 7]);
    const backwards = { direction: BACKWARDS, fromRevision: END } as const;
    expect(await numbers(client.readStream(stream, backwards))).toEqual([9, 8, 7, 6]);
    expect(await numbers(client.readStream(stream, { direction: BACKWARDS, fromRevision: 3n }))).toEqual([]);
  });

  test("apply to subscriptions to the stream, but not to $all", async () => {
    const before = (await client.appendToStream(freshStream(), happened(0))).position ?? START;
    const stream = await streamOf(5);
    await client.setStreamMetadata(stream, { maxCount: 2 });
    expect((await take(client.subscribeToStream(stream), 2)).map(({ revision }) => revision)).toEqual([3n, 4n]);
    const all = await collected(client.readAll({ fromPosition: before }));
    expect(all.filter(({ streamId }) => streamId === stream)).toHaveLength(5);
    expect((await take(client.subscribeToAll({ fromPosition: before }), 5)).map(({ revision }) => revision)).toEqual([
      0n,
      1n,
      2n,
      3n,
      4n,
    ]);
  });

  test("show the hidden events again when they are removed", async () => {
    const stream = await streamOf(5);
    await client.setStreamMetadata(stream, { maxCount: 1 });
    await client.setStreamMetadata(stream, {});
    expect(await numbers(client.readStream(stream))).toEqual([0, 1, 2, 3, 4]);
  });

  test("do not change the stream's expected revision", async () => {
    const stream = await streamOf(5);
    await client.setStreamMetadata(stream, { truncateBefore: 99 });
    expect((await client.appendToStream(stream, happened(5), { expectedRevision: 4n })).nextExpectedRevision).toBe(5n);
  });
});
