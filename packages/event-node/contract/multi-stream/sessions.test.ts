import { describe, expect, test } from "vitest";
import { collected, happened, several, take } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { nodeForSeveralStreams, numbersIn, streamsOfEveryState, to } from "./fixture.ts";

const { client, multiStreamAppend } = await nodeForSeveralStreams({ maxAppendSize: 100_000, maxEventSize: 50_000 });

const ofSize = (size: number) => ({ ...happened(0), data: { n: 0, text: "x".repeat(size) } });

describe("a session", () => {
  test("writes to all of its streams, and returns the last revision of each", async () => {
    const [first, second] = [freshStream(), freshStream()];
    await client.appendToStream(second, several(2));
    const { position, responses } = await multiStreamAppend([
      to(first, "no_stream", several(3)),
      to(second, 1n, several(1)),
    ]);
    expect(responses).toEqual([
      { streamName: first, revision: 2n },
      { streamName: second, revision: 2n },
    ]);
    const last = (await collected(client.readAll())).at(-1);
    expect(last).toMatchObject({ streamId: second, revision: 2n, position: { commit: position } });
    expect(await numbersIn(client, first)).toEqual([0, 1, 2]);
    expect(await numbersIn(client, second)).toEqual([0, 1, 0]);
  });

  test("is in the log in the order of its messages, without other events in between", async () => {
    const streams = [freshStream(), freshStream(), freshStream()];
    const others = Array.from({ length: 20 }, () => client.appendToStream(freshStream("other"), several(1)));
    const { position } = await multiStreamAppend(streams.map((stream) => to(stream, "no_stream", several(2))));
    await Promise.all(others);
    const all = await collected(client.readAll());
    const at = all.findIndex(({ position: there }) => there?.commit === position);
    expect(all.slice(at - 5, at + 1).map(({ streamId }) => streamId)).toEqual(streams.flatMap((s) => [s, s]));
  });

  test("reaches subscribers completely", async () => {
    const { position: before } = await multiStreamAppend([to(freshStream())]);
    const [first, second] = [freshStream(), freshStream()];
    const end = { commit: before, prepare: before };
    const live = take(client.subscribeToAll({ fromPosition: end }), 2);
    await multiStreamAppend([to(first), to(second)]);
    expect((await live).map(({ streamId }) => streamId)).toEqual([first, second]);
  });

  test("of one stream is an ordinary append", async () => {
    const stream = freshStream();
    const { responses } = await multiStreamAppend([to(stream, "no_stream", several(4))]);
    expect(responses).toEqual([{ streamName: stream, revision: 3n }]);
  });

  test("can write to system streams and to metadata", async () => {
    const stream = freshStream();
    const metadata = { ...happened(0), type: "$metadata", data: { $maxCount: 1 } };
    await multiStreamAppend([to(stream, "no_stream", several(3)), to(`$$${stream}`, "no_stream", [metadata])]);
    expect(await numbersIn(client, stream)).toEqual([2]);
  });

  test("reopens a softly deleted stream once, and later reads show what was written since", async () => {
    const { deleted } = await streamsOfEveryState(client);
    const metadata = { ...happened(0), type: "$metadata", data: { $maxCount: 5 } };
    await multiStreamAppend([to(deleted, 2n, several(2)), to(`$$${deleted}`, "any", [metadata]), to(freshStream())]);
    expect(await collected(client.readStream(deleted))).toMatchObject([{ revision: 3n }, { revision: 4n }]);
  });
});

test("a session that writes the metadata of a softly deleted stream reopens it without events", async () => {
  const { deleted, present } = await streamsOfEveryState(client);
  const metadata = { ...happened(0), type: "$metadata", data: { $maxCount: 5 } };
  await multiStreamAppend([to(`$$${deleted}`, "any", [metadata]), to(present)]);
  expect(await numbersIn(client, deleted)).toEqual([]);
  expect((await client.getStreamMetadata(deleted)).metadata).toMatchObject({ maxCount: 5, truncateBefore: 3 });
});

describe("a refused session writes nothing and reports:", () => {
  const refused = async (request: ReturnType<typeof to>, reason: object) => {
    const [before, after] = [freshStream(), freshStream()];
    await expect(multiStreamAppend([to(before), request, to(after)])).rejects.toMatchObject(reason);
    expect(await numbersIn(client, before)).toBeUndefined();
    expect(await numbersIn(client, after)).toBeUndefined();
  };

  test.each([
    ["no_stream", 2n],
    [1n, 2n],
    [7n, 2n],
  ] as const)("a stream that should be at %s and is at %s", async (expectedState, actualState) => {
    const { present: streamName } = await streamsOfEveryState(client);
    await refused(to(streamName, expectedState), {
      type: "wrong-expected-version",
      streamName,
      expectedState,
      actualState,
    });
  });

  test.each([0n, "stream_exists"] as const)("a stream expected at %s that does not exist", async (expectedState) => {
    const streamName = freshStream();
    const actualState = "no_stream";
    await refused(to(streamName, expectedState), {
      type: "wrong-expected-version",
      streamName,
      expectedState,
      actualState,
    });
  });

  test.each(["any", "no_stream", "stream_exists", 2n] as const)(
    "a tombstoned stream, expected %s",
    async (expected) => {
      const { tombstoned: stream } = await streamsOfEveryState(client);
      await refused(to(stream, expected), { type: "stream-tombstoned", stream });
    },
  );

  test("the first of several streams with a failed expectation", async () => {
    const { present, tombstoned } = await streamsOfEveryState(client);
    await refused(to(tombstoned), { type: "stream-tombstoned" });
    await expect(multiStreamAppend([to(present, 0n), to(tombstoned)])).rejects.toMatchObject({ streamName: present });
    await expect(multiStreamAppend([to(tombstoned), to(present, 0n)])).rejects.toMatchObject({ stream: tombstoned });
  });

  test("a record that is too big", async () => {
    const [stream, big] = [freshStream(), ofSize(60_000)];
    const reason = { type: "append-record-size-exceeded", stream, recordId: big.id, maxSize: 50_000 };
    await refused(to(stream, "any", [happened(1), big]), reason);
  });

  test("records that are too big together", async () => {
    const [first, second] = [freshStream(), freshStream()];
    const much = [ofSize(40_000), ofSize(20_000)];
    const tooMuch = multiStreamAppend([to(first, "any", much), to(second, "any", much)]);
    await expect(tooMuch).rejects.toMatchObject({ type: "transaction-max-size-exceeded", maxSize: 100_000 });
    expect(await numbersIn(client, first)).toBeUndefined();
  });

  test.each([
    ["a stream that it has named already", (stream: string) => [to(stream), to(freshStream()), to(stream)], 10],
    ["a stream without records", (stream: string) => [to(stream), to(freshStream(), "any", [])], 3],
    ["a stream without a name", (stream: string) => [to(stream), to("")], 3],
    ["a schema's name that is none", (stream: string) => [to(stream, "any", [{ ...happened(0), type: "no name" }])], 3],
    ["no message at all", () => [], 9],
  ] as const)("%s", async (_, requests, code) => {
    const stream = freshStream();
    await expect(multiStreamAppend([...requests(stream)])).rejects.toMatchObject({ code });
    expect(await numbersIn(client, stream)).toBeUndefined();
  });
});
