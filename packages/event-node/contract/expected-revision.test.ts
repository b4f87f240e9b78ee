import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ANY, NO_STREAM, STREAM_EXISTS } from "./client/under-test.ts";
import { happened, nodeForThisFile, numbers, several } from "./fixture.ts";
import { freshStream, waysToAppend } from "./testbed.ts";

const { client } = await nodeForThisFile();

describe.each(waysToAppend)("expected revisions, over $way", ({ options }) => {
  type Expected = bigint | typeof NO_STREAM | typeof ANY | typeof STREAM_EXISTS;
  const append = (stream: string, expectedRevision: Expected, events: ReturnType<typeof several>) =>
    client.appendToStream(stream, events, { ...options, expectedRevision });
  const conflict = (actualVersion: bigint | string, expectedVersion: bigint | string) => ({
    type: "wrong-expected-version",
    actualVersion,
    expectedVersion,
  });

  test("expecting no stream succeeds on a new stream", async () => {
    const { nextExpectedRevision, position } = await append(freshStream(), NO_STREAM, several(3));
    expect(nextExpectedRevision).toBe(2n);
    expect(position?.commit).toBeGreaterThan(0n);
    expect(position?.prepare).toBe(position?.commit);
  });

  test("expecting no stream conflicts on an existing stream", async () => {
    const stream = freshStream();
    await append(stream, NO_STREAM, several(2));
    const refused = append(stream, NO_STREAM, several(1));
    await expect(refused).rejects.toMatchObject({ ...conflict(1n, "no_stream"), streamName: stream });
  });

  test("expecting the current revision succeeds", async () => {
    const stream = freshStream();
    await append(stream, NO_STREAM, several(2));
    expect((await append(stream, 1n, several(2))).nextExpectedRevision).toBe(3n);
  });

  test("expecting a later revision conflicts", async () => {
    const stream = freshStream();
    await append(stream, NO_STREAM, several(2));
    await expect(append(stream, 2n, several(1))).rejects.toMatchObject(conflict(1n, 2n));
  });

  test("expecting a revision of a stream that does not exist conflicts", async () => {
    await expect(append(freshStream(), 0n, several(1))).rejects.toMatchObject(conflict("no_stream", 0n));
  });

  test("expecting an earlier revision conflicts", async () => {
    const stream = freshStream();
    await append(stream, NO_STREAM, several(3));
    await expect(append(stream, 0n, several(1))).rejects.toMatchObject(conflict(2n, 0n));
  });

  test("a retry at an old revision gets the original response", async () => {
    const stream = freshStream();
    await append(stream, NO_STREAM, several(1));
    const events = several(2);
    const original = await append(stream, 0n, events);
    await append(stream, 2n, several(2));
    expect(await append(stream, 0n, events)).toEqual(original);
    expect(await numbers(client.readStream(stream))).toEqual([0, 0, 1, 0, 1]);
  });

  test("a retry of an append to a new stream gets the original response", async () => {
    const stream = freshStream();
    const events = several(2);
    const original = await append(stream, NO_STREAM, events);
    expect(await append(stream, NO_STREAM, events)).toEqual(original);
    await append(stream, 1n, several(1));
    expect(await append(stream, NO_STREAM, events)).toEqual(original);
  });

  test("the beginning of an old append is a repetition too", async () => {
    const stream = freshStream();
    const events = several(3);
    await append(stream, NO_STREAM, events);
    expect((await append(stream, NO_STREAM, events.slice(0, 2))).nextExpectedRevision).toBe(1n);
  });

  test("a repetition in which a later event differs is a conflict", async () => {
    const stream = freshStream();
    const [first = happened(0)] = several(1);
    await append(stream, NO_STREAM, [first, happened(1)]);
    await expect(append(stream, NO_STREAM, [first, happened(1)])).rejects.toMatchObject(conflict(1n, "no_stream"));
  });

  test("a repetition that extends beyond the stream is a conflict", async () => {
    const stream = freshStream();
    const events = several(2);
    await append(stream, NO_STREAM, events);
    await expect(append(stream, NO_STREAM, [...events, happened(2)])).rejects.toMatchObject({ actualVersion: 1n });
  });

  test("the same events in another order are a conflict", async () => {
    const stream = freshStream();
    const events = several(2);
    await append(stream, NO_STREAM, events);
    await expect(append(stream, NO_STREAM, events.toReversed())).rejects.toMatchObject({ actualVersion: 1n });
  });

  test("the same events at the current revision are appended again", async () => {
    const stream = freshStream();
    const events = several(2);
    await append(stream, NO_STREAM, events);
    expect((await append(stream, 1n, events)).nextExpectedRevision).toBe(3n);
    expect(await numbers(client.readStream(stream))).toEqual([0, 1, 0, 1]);
  });

  test("an event may occur twice in one append", async () => {
    const stream = freshStream();
    const twice = happened(7);
    expect((await append(stream, NO_STREAM, [twice, twice])).nextExpectedRevision).toBe(1n);
  });

  test("expecting any succeeds", async () => {
    const stream = freshStream();
    expect((await append(stream, ANY, several(1))).nextExpectedRevision).toBe(0n);
    expect((await append(stream, ANY, several(2))).nextExpectedRevision).toBe(2n);
  });

  test("whatever is expected, a retry gets the original response", async () => {
    const stream = freshStream();
    const events = several(2);
    const original = await append(stream, ANY, events);
    await append(stream, ANY, several(1));
    expect(await append(stream, ANY, events)).toEqual(original);
    expect(await append(stream, STREAM_EXISTS, events)).toEqual(original);
    expect(await numbers(client.readStream(stream))).toEqual([0, 1, 0]);
  });

  test("expecting any, the first event decides whether the append is a repetition", async () => {
    const stream = freshStream();
    const known = happened(0);
    await append(stream, ANY, [known]);
    await expect(append(stream, ANY, [known, happened(1)])).rejects.toMatchObject(conflict(0n, "any"));
    expect((await append(stream, ANY, [happened(1), known])).nextExpectedRevision).toBe(2n);
  });

  test("ids are compared only within one stream", async () => {
    const events = several(2);
    await append(freshStream(), ANY, events);
    expect((await append(freshStream(), ANY, events)).nextExpectedRevision).toBe(1n);
  });

  test("the case of an id does not matter", async () => {
    const stream = freshStream();
    const id = randomUUID();
    const original = await append(stream, ANY, [happened(0, id)]);
    expect(await append(stream, ANY, [happened(0, id.toUpperCase())])).toEqual(original);
  });

  test("expecting an existing stream succeeds", async () => {
    const stream = freshStream();
    await append(stream, NO_STREAM, several(1));
    expect((await append(stream, STREAM_EXISTS, several(1))).nextExpectedRevision).toBe(1n);
  });

  test("expecting an existing stream conflicts on a missing one", async () => {
    const refused = append(freshStream(), STREAM_EXISTS, several(1));
    await expect(refused).rejects.toMatchObject(conflict("no_stream", "stream_exists"));
  });

  test("a stream exists as soon as it has metadata", async () => {
    const stream = freshStream();
    await client.setStreamMetadata(stream, { maxCount: 5 });
    expect((await append(stream, STREAM_EXISTS, several(1))).nextExpectedRevision).toBe(0n);
  });

  test("an append of no events succeeds if the stream is as expected", async () => {
    const stream = freshStream();
    await append(stream, NO_STREAM, several(2));
    expect((await append(stream, 1n, [])).nextExpectedRevision).toBe(1n);
    expect(await append(freshStream(), NO_STREAM, [])).toMatchObject({ success: true });
    await expect(append(stream, 0n, [])).rejects.toMatchObject(conflict(1n, 0n));
  });

  test("one of several concurrent appends at one revision succeeds", async () => {
    const stream = freshStream();
    await append(stream, NO_STREAM, several(1));
    const racing = Array.from({ length: 16 }, () => append(stream, 0n, several(2)));
    const outcomes = await Promise.allSettled(racing);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await numbers(client.readStream(stream))).toEqual([0, 0, 1]);
  });

  test("several identical concurrent appends at one revision all get the same response", async () => {
    const stream = freshStream();
    const events = several(2);
    const answers = await Promise.all(Array.from({ length: 8 }, () => append(stream, NO_STREAM, events)));
    expect(new Set(answers.map(({ position }) => position?.commit)).size).toBe(1);
    expect(await numbers(client.readStream(stream))).toEqual([0, 1]);
  });
});
