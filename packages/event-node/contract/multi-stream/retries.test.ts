import { describe, expect, test } from "vitest";
import { severalStreams } from "../client/several-streams.ts";
import { collected, happened, several, withNode } from "../fixture.ts";
import { freshFolder, freshStream } from "../testbed.ts";
import { check, nodeForSeveralStreams, numbersIn, record, to } from "./fixture.ts";

const { client, multiStreamAppend, appendRecords } = await nodeForSeveralStreams();

const conflict = { type: "wrong-expected-version" };

describe("a retried session", () => {
  test.each(["any", "no_stream"] as const)(
    "gets the first response, whatever was written in between, expecting %s",
    async (expected) => {
      const session = [to(freshStream(), expected, several(2)), to(freshStream(), expected, several(3))];
      const [first = to(""), second = to("")] = session;
      const answer = await multiStreamAppend(session);
      expect(await multiStreamAppend(session)).toEqual(answer);
      for (const { streamName } of session) await client.appendToStream(streamName, several(2));
      expect(await multiStreamAppend(session)).toEqual(answer);
      expect(await numbersIn(client, first.streamName)).toHaveLength(4);
      expect(await numbersIn(client, second.streamName)).toHaveLength(5);
    },
  );

  test.each([2n, "stream_exists"] as const)(
    "gets the first response, expecting %s of existing streams",
    async (expected) => {
      const streams = [freshStream(), freshStream()];
      for (const stream of streams) await client.appendToStream(stream, several(3));
      const session = streams.map((stream) => to(stream, expected, several(2)));
      const answer = await multiStreamAppend(session);
      expect(await multiStreamAppend(session)).toEqual(answer);
      expect(answer.responses.map(({ revision }) => revision)).toEqual([4n, 4n]);
    },
  );

  test("is recognised when it expects the new revisions", async () => {
    const [stream, other] = [freshStream(), freshStream()];
    await client.appendToStream(stream, several(2));
    const events = several(2);
    const answer = await multiStreamAppend([to(stream, "any", events), to(other, "any", events)]);
    expect(await multiStreamAppend([to(stream, 1n, events), to(other, "no_stream", events)])).toEqual(answer);
  });

  test("with its streams in another order gets the same revisions, and the position of its last event", async () => {
    const session = [to(freshStream()), to(freshStream())];
    const { position, responses } = await multiStreamAppend(session);
    const again = await multiStreamAppend(session.toReversed());
    expect(again).toEqual({ position, responses: responses.toReversed() });
  });

  test("with one more stream is a new session, and conflicts with the earlier one", async () => {
    const [written, more] = [to(freshStream(), "any", several(2)), to(freshStream())];
    await multiStreamAppend([written]);
    const conflicting = { ...conflict, streamName: written.streamName, expectedState: "any", actualState: 1n };
    await expect(multiStreamAppend([written, more])).rejects.toMatchObject(conflicting);
    await expect(multiStreamAppend([more, written])).rejects.toMatchObject(conflicting);
    expect(await numbersIn(client, more.streamName)).toBeUndefined();
  });

  test("with one more event conflicts", async () => {
    const [session, stream] = [to(freshStream(), "any", several(2)), freshStream()];
    await multiStreamAppend([session, to(stream)]);
    const longer = { ...session, events: [...session.events, happened(2)] };
    await expect(multiStreamAppend([longer, to(freshStream())])).rejects.toMatchObject(conflict);
  });

  test("with an event that exists in another stream is new", async () => {
    const events = several(2);
    await multiStreamAppend([to(freshStream(), "no_stream", events)]);
    const { responses } = await multiStreamAppend([to(freshStream(), "no_stream", events)]);
    expect(responses).toMatchObject([{ revision: 1n }]);
  });

  test("is recognised if ordinary appends wrote the same events", async () => {
    const sessions = [to(freshStream(), "no_stream", several(2)), to(freshStream(), "no_stream", several(1))];
    for (const { streamName, events } of sessions) await client.appendToStream(streamName, events);
    const { responses } = await multiStreamAppend(sessions);
    expect(responses.map(({ revision }) => revision)).toEqual([1n, 0n]);
    for (const { streamName, events } of sessions)
      expect(await numbersIn(client, streamName)).toHaveLength(events.length);
  });
});

describe("retried records", () => {
  test("get the first response, even if the streams that they check have advanced", async () => {
    const [a, b, checked] = [freshStream(), freshStream(), freshStream()];
    const records = [record(a), record(b), record(a)];
    const checks = [check(checked, "no_stream"), check(a, "no_stream")];
    const answer = await appendRecords(records, checks);
    expect(await appendRecords(records, checks)).toEqual(answer);
    await client.appendToStream(checked, several(1));
    await client.appendToStream(a, several(1));
    expect(await appendRecords(records, checks)).toEqual(answer);
    expect(await numbersIn(client, a)).toHaveLength(3);
  });

  test("to a stream that was deleted in the meantime do not reopen it", async () => {
    const stream = freshStream();
    const records = [record(stream), record(freshStream())];
    const answer = await appendRecords(records);
    await client.deleteStream(stream);
    expect(await appendRecords(records)).toEqual(answer);
    expect(await numbersIn(client, stream)).toBeUndefined();
  });

  test("to a stream that they expect to be deleted are recognised", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, several(2));
    await client.deleteStream(stream);
    const records = [record(stream), record(stream)];
    const answer = await appendRecords(records, [check(stream, -5n)]);
    expect(await appendRecords(records, [check(stream, -5n)])).toEqual(answer);
    await expect(appendRecords([record(stream)], [check(stream, -5n)])).rejects.toMatchObject({
      violations: [{ streamName: stream, actualState: 3n }],
    });
  });

  test("of which only some were written before are refused as a conflict", async () => {
    const [known, unknown] = [freshStream(), freshStream()];
    const first = record(known);
    await appendRecords([first]);
    await expect(appendRecords([first, record(unknown)], [check(unknown, "no_stream")])).rejects.toMatchObject({
      violations: [{ checkIndex: 1, streamName: known, expectedState: "any", actualState: 0n }],
    });
    expect(await numbersIn(client, unknown)).toBeUndefined();
  });
});

test("after a restart both are still recognised, and positions continue", async () => {
  const dataDir = freshFolder();
  const session = [to(freshStream(), "no_stream", several(2)), to(freshStream(), "any", several(1))];
  const records = [record(freshStream()), record(freshStream())];
  const answers = await withNode(dataDir, async (first) => {
    const { multiStreamAppend: send, appendRecords: put } = severalStreams(first);
    return { session: await send(session), records: await put(records) };
  });
  await withNode(dataDir, async (second) => {
    const { multiStreamAppend: send, appendRecords: put } = severalStreams(second);
    expect({ session: await send(session), records: await put(records) }).toEqual(answers);
    const { position } = await send([to(freshStream())]);
    expect(position).toBeGreaterThan(answers.records.position);
    const events = await collected(second.readAll());
    expect(events.filter(({ type }) => type === "Happened")).toHaveLength(6);
  });
});
