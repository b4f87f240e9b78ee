import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { binaryEvent, jsonEvent, NO_STREAM } from "./client/under-test.ts";
import { asRead, collected, connect, happened, nodeForThisFile, numbers } from "./fixture.ts";
import { freshStream, waysToAppend } from "./testbed.ts";

// Several megabytes take a while on a busy machine; the write timeout is tested elsewhere.
const { node, client } = await nodeForThisFile({ maxAppendSize: 4 * 1024 * 1024, writeTimeoutMs: 60_000 });

const bytes = (size: number) => new Uint8Array(size).fill(7);

describe.each(waysToAppend)("what is stored, over $way", ({ options }) => {
  test("an event is read as it was appended", async () => {
    const stream = freshStream();
    const id = randomUUID();
    const given = jsonEvent({ id, type: "学校加入集团", data: { 名称: "实验小学", n: 1 }, metadata: { by: "王老师" } });
    const before = new Date();
    const { position } = await client.appendToStream(stream, given, { ...options, expectedRevision: NO_STREAM });
    const [event] = await collected(client.readStream(stream));
    expect(event).toMatchObject({ id, streamId: stream, revision: 0n, type: given.type, isJson: true, position });
    expect(event?.data).toEqual(given.data);
    expect(event?.metadata).toEqual(given.metadata);
    expect(event?.created.getTime()).toBeGreaterThanOrEqual(asRead(before).getTime());
    expect(event?.created.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test("binary data is read as it was appended", async () => {
    const stream = freshStream();
    const data = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await client.appendToStream(stream, binaryEvent({ type: "Scanned", data, metadata: data }), options);
    const [event] = await collected(client.readStream(stream));
    expect(event?.isJson).toBe(false);
    expect(Buffer.from(event?.data as Uint8Array)).toEqual(Buffer.from(data)); // A binary event's data is bytes.
    expect(Buffer.from(event?.metadata as Uint8Array)).toEqual(Buffer.from(data)); // So is its metadata.
  });

  test("an event may have neither data nor metadata", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, binaryEvent({ type: "Rang", data: new Uint8Array() }), options);
    const [event] = await collected(client.readStream(stream));
    expect(event).toMatchObject({ type: "Rang", metadata: undefined });
  });

  test.each(["学校-杭州 🏫", "with spaces and / and @", "$system-like", "a".repeat(1_000), "nul-\0-inside"])(
    "%j is a valid stream name",
    async (name) => {
      const stream = `${name}-${randomUUID()}`;
      await client.appendToStream(stream, happened(1), { ...options, expectedRevision: NO_STREAM });
      expect((await collected(client.readStream(stream)))[0]?.streamId).toBe(stream);
      const refused = client.appendToStream(stream, happened(1), { ...options, expectedRevision: NO_STREAM });
      await expect(refused).rejects.toMatchObject({ streamName: stream });
    },
  );

  test.each(["", "$$"])("%j is not a valid stream name", async (name) => {
    await expect(client.appendToStream(name, happened(1), options)).rejects.toMatchObject({ type: "unknown" });
  });

  test("many large events can be one append", async () => {
    const stream = freshStream();
    const events = Array.from({ length: 6 }, () => binaryEvent({ type: "Scanned", data: bytes(600_000) }));
    await client.appendToStream(stream, events, { ...options, batchAppendSize: 1_000_000 });
    expect((await collected(client.readStream(stream))).map(({ data }) => (data as Uint8Array).length)).toEqual(
      events.map(() => 600_000), // Binary data, as above.
    );
  });

  test("an append above the limit is refused, and the connection stays usable", async () => {
    const stream = freshStream();
    const events = Array.from({ length: 5 }, () => binaryEvent({ type: "Scanned", data: bytes(1_000_000) }));
    const refused = client.appendToStream(stream, events, { ...options, batchAppendSize: 1_000_000 });
    await expect(refused).rejects.toMatchObject({ type: "maximum-append-size-exceeded", maxAppendSize: 4_194_304 });
    await expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });
    await client.appendToStream(stream, happened(1), { ...options, expectedRevision: NO_STREAM });
  });

  test("a single event above the limit is refused in the same way", async () => {
    const big = binaryEvent({ type: "Scanned", data: bytes(8_000_000) });
    const refused = client.appendToStream(freshStream(), big, options);
    await expect(refused).rejects.toMatchObject({ type: "maximum-append-size-exceeded" });
  });

  test("sixteen concurrent writers of one stream leave no gap", async () => {
    const stream = freshStream();
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let turn = 0; turn < 10; turn += 1)
        await client.appendToStream(stream, [happened(writer), happened(writer)], options);
    });
    await Promise.all(writers);
    const events = await collected(client.readStream(stream));
    expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: 320 }, (_, n) => BigInt(n)));
    const positions = events.map(({ position }) => position?.commit ?? 0n);
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
    const pairs = events.map(({ data }) => data);
    expect(pairs.filter((_, n) => n % 2 === 0)).toEqual(pairs.filter((_, n) => n % 2 === 1));
  });

  test("the answer's position is that of the last event", async () => {
    const stream = freshStream();
    const { position } = await client.appendToStream(stream, [happened(0), happened(1)], options);
    const events = await collected(client.readStream(stream));
    expect(events.at(-1)?.position).toEqual(position);
  });
});

test("appends of one connection to one stream are applied in the order they were sent", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, happened(0));
  const sent = Array.from({ length: 50 }, (_, n) =>
    client.appendToStream(stream, happened(n + 1), { expectedRevision: BigInt(n) }),
  );
  await Promise.all(sent);
  expect(await numbers(client.readStream(stream))).toEqual(Array.from({ length: 51 }, (_, n) => n));
});

test("a client with throwOnAppendFailure: false gets a conflict as a result", async () => {
  const mild = connect({ connectionString: `${node.connectionString}&throwOnAppendFailure=false` });
  const stream = freshStream();
  const options = { credentials: { username: "anyone", password: "anything" } };
  await mild.appendToStream(stream, [happened(0), happened(1), happened(2)], options);
  const refused = await mild.appendToStream(stream, happened(3), { ...options, expectedRevision: 0n });
  expect(refused).toMatchObject({ success: false, nextExpectedRevision: 2n });
  await mild.dispose();
});
