import { once } from "node:events";
import { expect, test } from "vitest";
import { ReadReq } from "../src/wire/read-messages.ts";
import { streamIdentifier } from "../src/wire/shared.ts";
import { jsonEvent } from "./client/under-test.ts";
import { happened, nodeForThisFile } from "./fixture.ts";
import { freshStream, rawClient } from "./testbed.ts";

const { node, client } = await nodeForThisFile();

const count = 3_000;
const stream = freshStream();
const data = { text: "x".repeat(2_000) };
for (let sent = 0; sent < count; sent += 500)
  await client.appendToStream(
    stream,
    Array.from({ length: 500 }, () => jsonEvent({ type: "Happened", data })),
  );

/** More than enough turns of the event loop for a node without backpressure to send everything. */
const elsewhere = async () => {
  for (let n = 0; n < 100; n += 1) await client.appendToStream("elsewhere", happened(n));
};

const request = ReadReq.encode({
  options: {
    stream: { streamIdentifier: streamIdentifier(stream), start: {} },
    count: BigInt(count),
    noFilter: {},
    uuidOption: { string: {} },
  },
});

test("no events are read ahead for a reader that does not read: events hidden in the meantime are not sent", async () => {
  const reading = rawClient(node).read(request);
  await once(reading, "readable");
  await elsewhere();
  await client.setStreamMetadata(stream, { truncateBefore: count });
  const received = await reading.toArray();
  expect(received.length).toBeGreaterThan(0);
  expect(received.length).toBeLessThan(count / 2);
});

test("a reader that disconnects is released at once", async () => {
  await client.setStreamMetadata(stream, {});
  const readers = Array.from({ length: 20 }, () => rawClient(node).read(request));
  await Promise.all(readers.map((reading) => once(reading, "readable")));
  for (const reading of readers) {
    reading.on("error", () => {});
    reading.cancel();
  }
  await elsewhere();
  expect((await client.appendToStream(stream, happened(1))).nextExpectedRevision).toBe(BigInt(count));
});
