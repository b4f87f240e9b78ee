import { once } from "node:events";
import type { AllStreamSubscription, ReadPosition } from "@eventstore/db-client";
import { describe, expect, test } from "vitest";
import { ReadReq, ReadResp } from "../src/wire/read-messages.ts";
import { END, START, streamNameFilter } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";
import { speakTo, to } from "./wire.ts";

let now = new Date("2026-09-01T08:00:00Z");
const { node, client } = await nodeForThisFile({ clock: () => now });
const { raw } = speakTo(node);

const here = async (): Promise<ReadPosition> =>
  (await client.appendToStream(freshStream("mark"), happened(0))).position ?? START;

test("checkpoints are sent at the interval, never before an event, and resuming from each loses nothing", async () => {
  const from = await here();
  const category = freshStream("checkpointed");
  const marks: bigint[] = [];
  let received = 0;
  const all = Promise.withResolvers<void>();
  const filter = streamNameFilter({
    prefixes: [category],
    maxSearchWindow: 4,
    checkpointInterval: 2,
    checkpointReached: (_: AllStreamSubscription, { commit }) => {
      marks.push(commit);
    },
  });
  for (let n = 0; n < 20; n += 1) await client.appendToStream(freshStream(), several(3));
  await client.appendToStream(`${category}-x`, several(5));
  const subscription = client.subscribeToAll({ fromPosition: from, filter });
  subscription.on("data", () => {
    received += 1;
    if (received === 6) all.resolve();
  });
  await once(subscription, "caughtUp");
  const caughtUpWith = marks.length;
  expect(caughtUpWith).toBe(9);
  for (let n = 0; n < 4; n += 1) await client.appendToStream(freshStream(), several(8));
  await client.appendToStream(`${category}-x`, several(1));
  await all.promise;
  await subscription.unsubscribe();
  expect(marks.length).toBe(caughtUpWith + 4);
  expect(marks).toEqual([...new Set(marks)].toSorted((a, b) => (a < b ? -1 : 1)));

  const written = (await collected(client.readAll({ fromPosition: from }))).filter(({ streamId }) =>
    streamId.startsWith(category),
  );
  for (const at of marks) {
    const after = written.filter(({ position }) => (position?.commit ?? 0n) > at).map(({ id }) => id);
    const resumed = client.subscribeToAll({
      fromPosition: { commit: at, prepare: at },
      filter: streamNameFilter({ prefixes: [category] }),
    });
    expect((await take(resumed, after.length)).map(({ id }) => id)).toEqual(after);
  }
});

test("a checkpoint is sent when the subscriber has caught up, at the last event that was read", async () => {
  const from = await here();
  const { position } = await client.appendToStream(freshStream(), several(3));
  const marks: unknown[] = [];
  const filter = streamNameFilter({
    prefixes: ["nothing-"],
    checkpointReached: (_: AllStreamSubscription, at) => {
      marks.push(at);
    },
  });
  const subscription = client.subscribeToAll({ fromPosition: from, filter });
  subscription.resume();
  await once(subscription, "caughtUp");
  await subscription.unsubscribe();
  expect(marks).toEqual([position]);
});

test("no checkpoint is sent twice: without new events a live subscriber gets none", async () => {
  const marks: unknown[] = [];
  const filter = streamNameFilter({
    prefixes: ["nothing-"],
    checkpointReached: (_: AllStreamSubscription, at) => {
      marks.push(at);
    },
  });
  const { position } = await client.appendToStream(freshStream(), happened(0));
  const subscription = client.subscribeToAll({ fromPosition: END, filter });
  subscription.resume();
  await once(subscription, "caughtUp");
  await subscription.unsubscribe();
  expect(marks.filter((mark) => JSON.stringify(mark, String) !== JSON.stringify(position, String))).toEqual([]);
  expect(marks.length).toBeLessThanOrEqual(1);
});

test("the default window is 32 events", async () => {
  const from = await here();
  await client.appendToStream(freshStream(), several(100));
  const marks: bigint[] = [];
  const filter = streamNameFilter({
    prefixes: ["nothing-"],
    checkpointReached: (_: AllStreamSubscription, { commit }) => {
      marks.push(commit);
    },
  });
  const subscription = client.subscribeToAll({ fromPosition: from, filter });
  subscription.resume();
  await once(subscription, "caughtUp");
  await subscription.unsubscribe();
  const after = (await collected(client.readAll({ fromPosition: from }))).slice(1);
  expect(marks).toEqual([32, 64, 96, 100].map((n) => after[n - 1]?.position?.commit));
});

describe("the caught-up message", () => {
  const until = async (
    options: Parameters<typeof ReadReq.encode>[0]["options"],
    enough: (all: ReadResps) => boolean,
  ) => {
    const call = raw.read(ReadReq.encode({ options: { ...options, ...common } }));
    const answers: ReadResps = [];
    call.on("error", () => {});
    for await (const answer of call) {
      answers.push(ReadResp.decode(answer));
      if (enough(answers)) break;
    }
    call.cancel();
    return answers;
  };
  type ReadResps = ReturnType<typeof ReadResp.decode>[];
  const common = { subscription: {}, noFilter: {}, uuidOption: { string: {} } };
  const caughtUp = (answers: ReadResps) => answers.flatMap((answer) => answer.caughtUp ?? []);
  const isLive = (answers: ReadResps) => caughtUp(answers).length > 0;
  const timestamp = { seconds: BigInt(now.getTime() / 1000), nanos: 0 };

  test("is preceded by the confirmation, with the subscription's id", async () => {
    const stream = freshStream();
    const options = { stream: { ...to(stream), start: {} } };
    const ids = [await until(options, isLive), await until(options, isLive)].map(
      ([first]) => first?.confirmation?.subscriptionId,
    );
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(ids).size).toBe(2);
  });

  test("of a stream has the time and the last revision", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, several(3));
    const answers = await until({ stream: { ...to(stream), start: {} } }, isLive);
    expect(caughtUp(answers)).toEqual([{ timestamp, streamRevision: 2n }]);
  });

  test("of a stream without events has no revision", async () => {
    const answers = await until({ stream: { ...to(freshStream()), start: {} } }, isLive);
    expect(caughtUp(answers)).toEqual([{ timestamp }]);
  });

  test("of $all has the time and a position to resume from", async () => {
    const { position } = await client.appendToStream(freshStream(), happened(0));
    const answers = await until({ all: { start: {} } }, isLive);
    expect(caughtUp(answers)).toEqual([
      { timestamp, position: { commitPosition: position?.commit, preparePosition: position?.prepare } },
    ]);
    const { commitPosition: commit = 0n } = caughtUp(answers)[0]?.position ?? {};
    const next = take(client.subscribeToAll({ fromPosition: { commit, prepare: commit } }), 1);
    const stream = freshStream();
    await client.appendToStream(stream, happened(1));
    expect((await next)[0]?.streamId).toBe(stream);
  });

  test("is sent once while nothing is written, after the events of the catch-up", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, several(300));
    const answers = await until({ stream: { ...to(stream), start: {} } }, isLive);
    expect(answers.findIndex((answer) => answer.caughtUp !== undefined)).toBe(301);
    now = new Date(now.getTime() + 1_000);
  });
});
