import { expect, test } from "vitest";
import { NO_STREAM, START, STREAM_EXISTS } from "./client/under-test.ts";
import { collected, happened, several, take, withNode } from "./fixture.ts";
import { freshFolder, freshStream } from "./testbed.ts";

/** Works with a node, and then with its successor over the same folder. */
const before = withNode;
const after = withNode;

test("everything is there after a restart, and positions keep increasing", async () => {
  const dataDir = freshFolder();
  const stream = freshStream();
  const was = await before(dataDir, async (client) => {
    await client.appendToStream(stream, several(5));
    return collected(client.readAll());
  });
  await after(dataDir, async (client) => {
    expect(await collected(client.readAll())).toEqual(was);
    const { position, nextExpectedRevision } = await client.appendToStream(stream, happened(5), {
      expectedRevision: 4n,
    });
    expect(nextExpectedRevision).toBe(5n);
    expect(position?.commit).toBeGreaterThan(was.at(-1)?.position?.commit ?? 0n);
  });
});

test("a retry gets its original response after a restart, whatever it expects", async () => {
  const dataDir = freshFolder();
  const stream = freshStream();
  const events = several(2);
  const expectations = [NO_STREAM, "any", STREAM_EXISTS] as const;
  const original = await before(dataDir, (client) =>
    client.appendToStream(stream, events, { expectedRevision: NO_STREAM }),
  );
  await after(dataDir, async (client) => {
    for (const expectedRevision of expectations)
      expect(await client.appendToStream(stream, events, { expectedRevision })).toEqual(original);
    expect(await collected(client.readStream(stream))).toHaveLength(2);
  });
});

test("deletions, tombstones and metadata are in effect after a restart", async () => {
  const dataDir = freshFolder();
  const [deleted, reopened, tombstoned, counted] = [freshStream(), freshStream(), freshStream(), freshStream()];
  await before(dataDir, async (client) => {
    for (const stream of [deleted, reopened, tombstoned, counted]) await client.appendToStream(stream, several(3));
    await client.deleteStream(deleted);
    await client.deleteStream(reopened);
    await client.appendToStream(reopened, happened(3));
    await client.tombstoneStream(tombstoned);
    await client.setStreamMetadata(counted, { maxCount: 1 });
  });
  await after(dataDir, async (client) => {
    await expect(collected(client.readStream(deleted))).rejects.toMatchObject({ type: "stream-not-found" });
    await expect(collected(client.readStream(tombstoned))).rejects.toMatchObject({ type: "stream-deleted" });
    expect(await collected(client.readStream(reopened))).toMatchObject([{ revision: 3n }]);
    expect(await collected(client.readStream(counted))).toMatchObject([{ revision: 2n }]);
    expect((await client.appendToStream(deleted, happened(3))).nextExpectedRevision).toBe(3n);
  });
});

test("a subscription can resume after a restart from its last position", async () => {
  const dataDir = freshFolder();
  const stream = freshStream();
  const reached = await before(dataDir, async (client) => {
    await client.appendToStream(stream, several(10));
    const events = await take(client.subscribeToAll(), 5);
    return events.at(-1)?.position ?? START;
  });
  await after(dataDir, async (client) => {
    const events = await take(client.subscribeToAll({ fromPosition: reached }), 6);
    expect(events.map(({ revision }) => revision)).toEqual([4n, 5n, 6n, 7n, 8n, 9n]);
  });
});
