import { describe, expect, test } from "vitest";
import { BACKWARDS, capabilities, END, START, stopReading } from "./client/under-test.ts";
import { collected, nodeForThisFile, numbers, several } from "./fixture.ts";
import { freshStream } from "./testbed.ts";

const { client } = await nodeForThisFile();

const ten = freshStream();
await client.appendToStream(ten, several(10));

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("forwards", () => {
  test("from the start", async () => {
    expect(await numbers(client.readStream(ten))).toEqual(upTo(10));
  });
  test("up to a count", async () => {
    expect(await numbers(client.readStream(ten, { maxCount: 3 }))).toEqual([0, 1, 2]);
  });
  test("from a revision, which is inclusive", async () => {
    expect(await numbers(client.readStream(ten, { fromRevision: 7n }))).toEqual([7, 8, 9]);
  });
  test("from the last revision", async () => {
    expect(await numbers(client.readStream(ten, { fromRevision: 9n }))).toEqual([9]);
  });
  test("from beyond the end: nothing", async () => {
    expect(await numbers(client.readStream(ten, { fromRevision: 10n }))).toEqual([]);
    expect(await numbers(client.readStream(ten, { fromRevision: 2n ** 63n }))).toEqual([]);
  });
  test("from the end: nothing", async () => {
    const expected = capabilities.startsWhereTold ? [] : upTo(10).toReversed();
    expect(await numbers(client.readStream(ten, { fromRevision: END }))).toEqual(expected);
  });
});

describe("backwards", () => {
  const direction = BACKWARDS;
  test("from the end", async () => {
    expect(await numbers(client.readStream(ten, { direction, fromRevision: END }))).toEqual(upTo(10).toReversed());
  });
  test("up to a count", async () => {
    expect(await numbers(client.readStream(ten, { direction, fromRevision: END, maxCount: 2 }))).toEqual([9, 8]);
  });
  test("from a revision, which is inclusive", async () => {
    expect(await numbers(client.readStream(ten, { direction, fromRevision: 2n }))).toEqual([2, 1, 0]);
  });
  test("from the start: the first event", async () => {
    const expected = capabilities.startsWhereTold ? [0] : upTo(10);
    expect(await numbers(client.readStream(ten, { direction, fromRevision: START }))).toEqual(expected);
  });
  test("from beyond the end: from the last event on", async () => {
    expect(await numbers(client.readStream(ten, { direction, fromRevision: 99n, maxCount: 1 }))).toEqual([9]);
  });
});

describe.each([START, END, 5n] as const)("from %s", (fromRevision) => {
  test.each(["forwards", "backwards"] as const)(
    "a stream that does not exist is not found, reading %s",
    async (direction) => {
      const streamName = freshStream();
      const reading = collected(client.readStream(streamName, { direction, fromRevision }));
      await expect(reading).rejects.toMatchObject({ type: "stream-not-found" });
    },
  );
});

test("a long stream is read completely and in order in both directions", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(700));
  expect(await numbers(client.readStream(stream))).toEqual(upTo(700));
  const back = client.readStream(stream, { direction: BACKWARDS, fromRevision: END });
  expect(await numbers(back)).toEqual(upTo(700).toReversed());
});

test("a reader that stops early does not affect the node", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(700));
  for await (const { event } of client.readStream(stream)) if (event?.revision === 3n) break;
  const reading = client.readStream(stream);
  await stopReading(reading);
  expect(await numbers(client.readStream(stream, { maxCount: 1 }))).toEqual([0]);
});

test("an event has its position in $all", async () => {
  for await (const { event, commitPosition } of client.readStream(ten))
    expect(commitPosition).toBe(event?.position?.commit);
});
