import { describe, expect, test } from "vitest";
import { happened, resolved, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { check, nodeForSeveralStreams, numbersIn, record, to } from "./fixture.ts";

const { client, multiStreamAppend, appendRecords } = await nodeForSeveralStreams();

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

const succeeded = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === "fulfilled").length;

describe("of concurrent sessions on the same streams", () => {
  test("exactly one succeeds at a revision that all of them expect, in whichever order they name the streams", async () => {
    const streams = [freshStream(), freshStream(), freshStream()];
    const race = upTo(20).map((n) => {
      const requests = streams.map((stream) => to(stream, "no_stream", [happened(n)]));
      return multiStreamAppend(n % 2 === 0 ? requests : requests.toReversed());
    });
    const results = await Promise.allSettled(race);
    expect(succeeded(results)).toBe(1);
    const winner = results.findIndex(({ status }) => status === "fulfilled");
    for (const stream of streams) expect(await numbersIn(client, stream)).toEqual([winner]);
  });

  test("those that overlap in a chain leave no stream with events of two sessions", async () => {
    const streams = upTo(9).map(() => freshStream());
    const race = upTo(8).map((n) =>
      multiStreamAppend(streams.slice(n, n + 2).map((stream) => to(stream, "no_stream", [happened(n)]))),
    );
    const results = await Promise.allSettled(race);
    const written = await Promise.all(streams.map((stream) => numbersIn(client, stream)));
    for (const [n, { status }] of results.entries())
      expect(written.filter((numbers) => numbers?.includes(n))).toHaveLength(status === "fulfilled" ? 2 : 0);
    expect(written.every((numbers) => numbers === undefined || numbers.length === 1)).toBe(true);
  });

  test("a check and an append of the same stream never both see its old state", async () => {
    const [first, second] = [freshStream(), freshStream()];
    const race = upTo(10).flatMap(() => [
      appendRecords([record(first)], [check(first, "no_stream"), check(second, "no_stream")]),
      appendRecords([record(second)], [check(second, "no_stream"), check(first, "no_stream")]),
    ]);
    expect(succeeded(await Promise.allSettled(race))).toBe(1);
    const written = await Promise.all([first, second].map((stream) => numbersIn(client, stream)));
    expect(written.filter((numbers) => numbers !== undefined)).toEqual([[0]]);
  });

  test("those without expectations are all written, each atomically", async () => {
    const streams = [freshStream(), freshStream()];
    await Promise.all(
      upTo(30).map((n) => multiStreamAppend(streams.map((stream) => to(stream, "any", [happened(n), happened(n)])))),
    );
    const [first, second] = await Promise.all(streams.map((stream) => numbersIn(client, stream)));
    expect(first).toHaveLength(60);
    expect(first).toEqual(second);
  });
});

test("a concurrent reader of $all sees a session completely or not at all", async () => {
  const streams = upTo(5).map(() => freshStream("piece"));
  const sights = new Set<bigint>();
  const writing = (async () => {
    while (sights.size < 20) await multiStreamAppend(streams.map((stream) => to(stream, "any", several(3))));
  })();
  while (sights.size < 20) {
    const events = await resolved(client.readAll({ direction: "backwards", fromPosition: "end", maxCount: 400 }));
    const ofSessions = events.flatMap(({ event }) => (event && streams.includes(event.streamId) ? [event] : []));
    // The page may end anywhere, but it must begin where a session ended.
    const newest = ofSessions.slice(0, 15).map(({ streamId }) => streamId);
    if (newest.length > 0) expect(newest.toReversed()).toEqual(streams.flatMap((stream) => [stream, stream, stream]));
    for (const { position } of ofSessions.slice(0, 1)) sights.add(position?.commit ?? 0n);
  }
  await writing;
});

test("a concurrent reader of single streams never sees the later one ahead", async () => {
  const [first, second] = [freshStream(), freshStream()];
  await multiStreamAppend([to(first), to(second)]);
  let done = false;
  const writing = (async () => {
    for (let n = 1; n <= 60; n += 1)
      await multiStreamAppend([to(first, "any", [happened(n)]), to(second, "any", [happened(n)])]);
    done = true;
  })();
  while (!done) {
    const before = (await numbersIn(client, first))?.at(-1) as number; // The first session was written before.
    const after = (await numbersIn(client, second))?.at(-1) as number;
    expect(after).toBeGreaterThanOrEqual(before);
  }
  await writing;
});

test("a subscriber to $all receives sessions completely and in order", async () => {
  const streams = [freshStream("seen"), freshStream("seen"), freshStream("seen")];
  const { position: before } = await multiStreamAppend([to(freshStream())]);
  const live = client.subscribeToAll({ fromPosition: { commit: before, prepare: before } });
  const seen: unknown[] = [];
  const writing = Promise.all(
    upTo(40).map((n) => multiStreamAppend(streams.map((stream) => to(stream, "any", [happened(n)])))),
  );
  for await (const { event } of live) {
    if (event && streams.includes(event.streamId)) seen.push([event.streamId, (event.data as { n: unknown }).n]); // As above.
    if (seen.length === 120) break;
  }
  await writing;
  const numbers = await numbersIn(client, streams[0] ?? "");
  expect(seen).toEqual(numbers?.flatMap((n) => streams.map((stream) => [stream, n])));
});
