import { describe, expect, test } from "vitest";
import { ANY, NO_STREAM, STREAM_EXISTS } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile, several } from "./fixture.ts";
import { freshStream, waysToAppend } from "./testbed.ts";

const { client } = await nodeForThisFile();

/** Every possible state of a stream, created anew for each test. */
const states = {
  "that never was": async () => {},
  "with three events": async (stream: string) => {
    await client.appendToStream(stream, several(3));
  },
  "that was deleted": async (stream: string) => {
    await client.appendToStream(stream, several(3));
    await client.deleteStream(stream);
  },
  "that was deleted and written again": async (stream: string) => {
    await client.appendToStream(stream, several(3));
    await client.deleteStream(stream);
    await client.appendToStream(stream, happened(3));
  },
  "that has only metadata": async (stream: string) => {
    await client.setStreamMetadata(stream, { maxCount: 5 });
  },
  "whose events are all truncated": async (stream: string) => {
    await client.appendToStream(stream, several(3));
    await client.setStreamMetadata(stream, { truncateBefore: 99 });
  },
  "that is tombstoned": async (stream: string) => {
    await client.appendToStream(stream, several(3));
    await client.tombstoneStream(stream);
  },
} as const;

type State = keyof typeof states;
type Expected = typeof ANY | typeof NO_STREAM | typeof STREAM_EXISTS | bigint;

const written = (revision: bigint) => ({ revision });
const conflict = (actual: bigint | "no_stream") => ({ actual });
const gone = "gone";

/** The result of appending one event, by the state of the stream and the expectation. */
const table: readonly (readonly [State, Expected, { revision: bigint } | { actual: bigint | "no_stream" } | "gone"])[] =
  [
    ["that never was", NO_STREAM, written(0n)],
    ["that never was", ANY, written(0n)],
    ["that never was", STREAM_EXISTS, conflict("no_stream")],
    ["that never was", 0n, conflict("no_stream")],
    ["with three events", NO_STREAM, conflict(2n)],
    ["with three events", ANY, written(3n)],
    ["with three events", STREAM_EXISTS, written(3n)],
    ["with three events", 1n, conflict(2n)],
    ["with three events", 2n, written(3n)],
    ["with three events", 3n, conflict(2n)],
    ["that was deleted", NO_STREAM, written(3n)],
    ["that was deleted", ANY, written(3n)],
    ["that was deleted", STREAM_EXISTS, gone],
    ["that was deleted", 1n, conflict(2n)],
    ["that was deleted", 2n, written(3n)],
    ["that was deleted", 3n, conflict(2n)],
    ["that was deleted and written again", NO_STREAM, conflict(3n)],
    ["that was deleted and written again", ANY, written(4n)],
    ["that was deleted and written again", STREAM_EXISTS, written(4n)],
    ["that was deleted and written again", 2n, conflict(3n)],
    ["that was deleted and written again", 3n, written(4n)],
    ["that has only metadata", NO_STREAM, written(0n)],
    ["that has only metadata", ANY, written(0n)],
    ["that has only metadata", STREAM_EXISTS, written(0n)],
    ["that has only metadata", 0n, conflict("no_stream")],
    ["whose events are all truncated", NO_STREAM, conflict(2n)],
    ["whose events are all truncated", ANY, written(3n)],
    ["whose events are all truncated", STREAM_EXISTS, written(3n)],
    ["whose events are all truncated", 2n, written(3n)],
    ["that is tombstoned", NO_STREAM, gone],
    ["that is tombstoned", ANY, gone],
    ["that is tombstoned", STREAM_EXISTS, gone],
    ["that is tombstoned", 0n, gone],
    ["that is tombstoned", 2n, gone],
    ["that is tombstoned", 7n, gone],
  ];

describe.each(waysToAppend)("an append over $way", ({ options }) => {
  test.each(table)("to a stream %s, expecting %s, gives %o", async (state, expectedRevision, outcome) => {
    const stream = freshStream();
    await states[state](stream);
    const append = client.appendToStream(stream, happened(9), { ...options, expectedRevision });
    if (outcome === gone)
      return await expect(append).rejects.toMatchObject({ type: "stream-deleted", streamName: stream });
    if ("actual" in outcome)
      return await expect(append).rejects.toMatchObject({
        type: "wrong-expected-version",
        streamName: stream,
        expectedVersion: expectedRevision,
        actualVersion: outcome.actual,
      });
    expect((await append).nextExpectedRevision).toBe(outcome.revision);
  });
});

/** The result of reading a stream, by its state: its revisions, or the error. */
test.each<[State, bigint[] | string]>([
  ["that never was", "stream-not-found"],
  ["with three events", [0n, 1n, 2n]],
  ["that was deleted", "stream-not-found"],
  ["that was deleted and written again", [3n]],
  ["that has only metadata", "stream-not-found"],
  ["whose events are all truncated", []],
  ["that is tombstoned", "stream-deleted"],
])("a read of a stream %s gives %o", async (state, outcome) => {
  const stream = freshStream();
  await states[state](stream);
  for (const direction of ["forwards", "backwards"] as const) {
    const fromRevision = direction === "forwards" ? ("start" as const) : ("end" as const);
    const reading = collected(client.readStream(stream, { direction, fromRevision }));
    if (typeof outcome === "string") await expect(reading).rejects.toMatchObject({ type: outcome });
    else {
      const expected = direction === "forwards" ? outcome : outcome.toReversed();
      expect((await reading).map(({ revision }) => revision)).toEqual(expected);
    }
  }
});
