import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { AppendReq, type Expected } from "../src/wire/append-messages.ts";
import { collected, happened, nodeForThisFile, several } from "./fixture.ts";
import { freshStream, waysToAppend } from "./testbed.ts";
import { proposed, refusal, speakTo, to } from "./wire.ts";

const { node, client } = await nodeForThisFile();
const spoken = speakTo(node);

const streamOf = async (count: number) => {
  const stream = freshStream();
  await client.appendToStream(stream, several(count));
  return stream;
};

describe("a success over Append", () => {
  test("has the last revision and the position of the last event", async () => {
    const stream = freshStream();
    const answer = await spoken.append(to(stream, { noStream: {} }), proposed(), proposed(), proposed());
    const last = (await collected(client.readStream(stream))).at(-1)?.position;
    expect(answer).toEqual({
      success: {
        currentRevision: 2n,
        position: { commitPosition: last?.commit, preparePosition: last?.prepare },
      },
    });
  });

  test("of no events to a new stream has no revision", async () => {
    expect(await spoken.append(to(freshStream(), { noStream: {} }))).toMatchObject({ success: { noStream: {} } });
  });

  test("of no events has the last revision", async () => {
    const stream = await streamOf(3);
    expect(await spoken.append(to(stream, { revision: 2n }))).toMatchObject({ success: { currentRevision: 2n } });
  });
});

describe("a conflict over Append is an ordinary response with the expected and the current revision, in both forms", () => {
  test.each<[string, Expected, Record<string, unknown>]>([
    ["no stream", { noStream: {} }, { expectedNoStream: {} }],
    ["a revision behind", { revision: 0n }, { expectedRevision: 0n, expectedRevision20_6: 0n }],
    ["a revision ahead", { revision: 9n }, { expectedRevision: 9n, expectedRevision20_6: 9n }],
  ])("expecting %s", async (_, expected, shown) => {
    const stream = await streamOf(3);
    expect(await spoken.append(to(stream, expected), proposed())).toEqual({
      wrongExpectedVersion: { ...shown, currentRevision: 2n, currentRevision20_6: 2n },
    });
  });

  test.each<[string, Expected, Record<string, unknown>]>([
    ["that it exists", { streamExists: {} }, { expectedStreamExists: {}, streamExists20_6: {} }],
    ["a revision", { revision: 0n }, { expectedRevision: 0n, expectedRevision20_6: 0n }],
  ])("of a new stream, expecting %s", async (_, expected, shown) => {
    expect(await spoken.append(to(freshStream(), expected), proposed())).toEqual({
      wrongExpectedVersion: { ...shown, currentNoStream: {}, noStream20_6: {} },
    });
  });

  test("expecting any, if only the first event is a repetition", async () => {
    const stream = freshStream();
    const known = proposed();
    await spoken.append(to(stream), known);
    expect(await spoken.append(to(stream), known, proposed())).toEqual({
      wrongExpectedVersion: { expectedAny: {}, any20_6: {}, currentRevision: 0n, currentRevision20_6: 0n },
    });
  });
});

describe("an append is atomic", () => {
  test("over Append: an event that is refused leaves none of the earlier ones", async () => {
    const stream = freshStream();
    const call = spoken.append(to(stream), proposed(), proposed(), proposed({ metadata: [] }));
    expect(await refusal(call)).toMatchObject({ code: status.INVALID_ARGUMENT });
    await expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });
  });

  test("over Append: nothing is written before the client has sent everything", async () => {
    const stream = freshStream();
    const call = spoken.raw.append(() => {});
    call.on("error", () => {});
    for (const message of [{ options: to(stream) }, { proposedMessage: proposed() }])
      await new Promise((sent) => call.write(AppendReq.encode(message), sent));
    await client.appendToStream(freshStream(), happened(1));
    await expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });
    call.cancel();
    await client.appendToStream(freshStream(), happened(1));
    await expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });
  });

  test.each(waysToAppend)("over $way: readers see all of its events or none", async ({ options }) => {
    const stream = freshStream();
    const writing = (async () => {
      for (let n = 0; n < 20; n += 1) await client.appendToStream(stream, several(7), options);
    })();
    let isOver = false;
    void writing.then(() => {
      isOver = true;
    });
    while (!isOver) {
      const events = await collected(client.readStream(stream)).catch(() => []);
      expect(events.length % 7).toBe(0);
    }
    await writing;
  });
});
