import { once } from "node:events";
import type { Readable } from "node:stream";
import { test } from "vitest";
import { ReadReq, ReadResp } from "../src/wire/read-messages.ts";
import { streamIdentifier } from "../src/wire/shared.ts";
import { jsonEvent } from "./client/under-test.ts";
import { happened, nodeForThisFile } from "./fixture.ts";
import { freshStream, rawClient } from "./testbed.ts";

const { node, client } = await nodeForThisFile();

/** Reads one message at a time; between calls nothing is read. */
const next = async (reading: Readable): Promise<Buffer> => {
  for (;;) {
    const message: Buffer | null = reading.read();
    if (message) return message;
    await once(reading, "readable");
  }
};

const common = { subscription: {}, noFilter: {}, uuidOption: { string: {} } };

test.each([
  { of: "a stream", source: (name: string) => ({ stream: { streamIdentifier: streamIdentifier(name), end: {} } }) },
  { of: "$all", source: () => ({ all: { end: {} } }) },
])(
  "what is written while a live subscriber of $of is slow is not forgotten when it has caught up",
  async ({ source }) => {
    const stream = freshStream();
    const subscription = rawClient(node).read(ReadReq.encode({ options: { ...common, ...source(stream) } }));
    subscription.on("error", () => {});
    for (let live = false; !live; ) live = ReadResp.decode(await next(subscription)).caughtUp !== undefined;

    const data = { text: "x".repeat(4_000) };
    await client.appendToStream(
      stream,
      Array.from({ length: 200 }, () => jsonEvent({ type: "Happened", data })),
    );
    for (let n = 0; n < 50; n += 1) await client.appendToStream(freshStream("elsewhere"), happened(n));
    await client.appendToStream(stream, happened(0));

    for (let received = 0; received < 201; ) if ((await next(subscription)).includes(stream)) received += 1;
    subscription.cancel();
  },
);
