import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { binaryEvent, persistentSubscriptionToAllSettingsFromDefaults } from "./client/under-test.ts";
import { collected, connect, happened, nodeForThisFile, numbers, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";
import { batch, of, proposed, refusal, speakTo, to } from "./wire.ts";

// Clients send a large event in a message of its own, after the first message of the append, which may take a while.
const { node, client } = await nodeForThisFile({ writeTimeoutMs: 60_000 });
const spoken = speakTo(node);
const mebibyte = 1024 * 1024;

test("reads, appends, subscriptions and groups share one port", async () => {
  const stream = freshStream();
  const following = take(client.subscribeToStream(stream), 1);
  await client.createPersistentSubscriptionToAll("one-port", persistentSubscriptionToAllSettingsFromDefaults());
  await client.appendToStream(stream, happened(1));
  expect(await following).toHaveLength(1);
  expect(await numbers(client.readStream(stream))).toEqual([1]);
});

test("an append of a single event of nearly 16 MiB is accepted, and can be read", async () => {
  const stream = freshStream();
  const data = Buffer.alloc(16 * mebibyte - 1_000, 7);
  await client.appendToStream(stream, binaryEvent({ type: "Scanned", data }));
  const [event] = await collected(client.readStream(stream));
  expect(Buffer.compare(Buffer.from(event?.data as Uint8Array), data)).toBe(0); // A binary event's data is bytes.
});

test("a message of 17 MiB is received, and refused for its size", async () => {
  const big = batch(freshStream(), { proposedMessages: [proposed({ data: Buffer.alloc(17 * mebibyte - 1_000) })] });
  expect(await spoken.batch(big)).toMatchObject([{ error: { code: status.INVALID_ARGUMENT } }]);
});

test("three hundred calls can be open on one connection", async () => {
  const stream = freshStream();
  const following = Array.from({ length: 300 }, () => take(client.subscribeToStream(stream), 1));
  await client.appendToStream(stream, happened(1));
  expect((await Promise.all(following)).flat()).toHaveLength(300);
});

test("a client may ping at any rate", async () => {
  const session = connectHttp2(`http://127.0.0.1:${node.port}`);
  await once(session, "connect");
  const ended: unknown[] = [];
  session.on("goaway", (code) => ended.push(code));
  for (let n = 0; n < 200; n += 1)
    await new Promise<void>((resolve, reject) => session.ping((error) => (error ? reject(error) : resolve())));
  expect(ended).toEqual([]);
  session.close();
});

test("a client with a keep-alive of a few milliseconds keeps its connection", async () => {
  const lively = connect({ connectionString: `${node.connectionString}&keepAliveInterval=20&keepAliveTimeout=5000` });
  const stream = freshStream();
  const following = take(lively.subscribeToStream(stream), 30);
  for (let n = 0; n < 30; n += 1) await client.appendToStream(stream, happened(n));
  expect(await following).toHaveLength(30);
  await lively.dispose();
});

test("ten concurrent clients each get their own responses", async () => {
  const clients = Array.from({ length: 10 }, () => connect(node));
  const stream = freshStream();
  await Promise.all(clients.map((each, n) => each.appendToStream(`${stream}-${n}`, several(n + 1))));
  const counts = await Promise.all(clients.map((each, n) => collected(each.readStream(`${stream}-${n}`))));
  expect(counts.map(({ length }) => length)).toEqual(clients.map((_, n) => n + 1));
  for (const each of clients) await each.dispose();
});

test("revisions and positions beyond 32 bits are supported", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(2));
  for (const far of [2n ** 31n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n]) {
    expect(await collected(client.readStream(stream, { fromRevision: far }))).toEqual([]);
    expect(await collected(client.readAll({ fromPosition: { commit: far, prepare: far } }))).toEqual([]);
  }
  const expected = { type: "wrong-expected-version", expectedVersion: 2n ** 53n + 1n };
  const refused = client.appendToStream(stream, happened(2), { expectedRevision: 2n ** 53n + 1n });
  await expect(refused).rejects.toMatchObject(expected);
});

test("a stream name is stored as bytes, and returned as the same bytes", async () => {
  const stream = `Ünïcode/学校 🏫\t${freshStream()}`;
  await client.appendToStream(stream, happened(1));
  expect((await collected(client.readStream(stream)))[0]?.streamId).toBe(stream);
  expect((await take(client.subscribeToStream(stream), 1))[0]?.streamId).toBe(stream);
});

test("ids are accepted in both formats, and are equal", async () => {
  const stream = freshStream();
  const halves = { structured: { mostSignificantBits: 1n, leastSignificantBits: -1n } };
  const written = await spoken.append(to(stream), proposed({ id: halves }));
  const again = { string: "00000000-0000-0001-ffff-ffffffffffff" };
  expect(await spoken.append(to(stream), proposed({ id: again }))).toEqual(written);
  expect((await collected(client.readStream(stream))).map(({ id }) => id)).toEqual([again.string]);
});

test("malformed bytes are INVALID_ARGUMENT, and the next call is answered", async () => {
  const broken = Buffer.from([0x0a, 0xff]);
  expect(await refusal(spoken.ask("/event_store.client.streams.Streams/Delete", broken))).toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
  expect(await spoken.append(to(freshStream()), proposed({ metadata: of("Happened") }))).toMatchObject({ success: {} });
});

test("a cancelled call leaves nothing behind: the next ones are answered", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(3));
  const subscriptions = Array.from({ length: 50 }, () => client.subscribeToStream(stream));
  await Promise.all(subscriptions.map((each) => once(each, "data")));
  await Promise.all(subscriptions.map((each) => each.unsubscribe()));
  expect((await client.appendToStream(stream, happened(3))).nextExpectedRevision).toBe(3n);
});
