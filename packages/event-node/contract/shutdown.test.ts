import { status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { startEventNode } from "../src/node.ts";
import { AppendReq, BatchAppendReq } from "../src/wire/append-messages.ts";
import { START } from "./client/under-test.ts";
import { collected, connect, happened, several, take, withNode } from "./fixture.ts";
import { member, toStream } from "./persistent/fixture.ts";
import { freshFolder, freshStream } from "./testbed.ts";
import { batch, proposed, refusal, speakTo, to } from "./wire.ts";

/** A node that the test closes itself. */
const running = async () => {
  const dataDir = freshFolder();
  const node = await startEventNode({ dataDir });
  const spoken = speakTo(node);
  return {
    dataDir,
    node,
    client: connect(node),
    spoken,
    /** Requests of one connection arrive in order: when this is answered, what `spoken` sent before has arrived. */
    arrived: () => spoken.append(to(freshStream()), proposed()),
  };
};

const everything = { all: { start: {} }, uuidOption: { string: {} }, noFilter: {}, subscription: {} };

test("an append that is still being received ends with UNAVAILABLE", async () => {
  const { node, spoken, arrived } = await running();
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const open = spoken.raw.append((error) => resolve(error?.code));
  open.write(AppendReq.encode({ options: to(freshStream()) }));
  await arrived();
  await node.close();
  expect(await promise).toBe(status.UNAVAILABLE);
});

test("a batch append stream ends with CANCELLED", async () => {
  const { node, spoken, arrived } = await running();
  const call = spoken.raw.batchAppend();
  const ended = refusal(call.toArray());
  call.write(BatchAppendReq.encode(batch(freshStream(), { isFinal: false })));
  await arrived();
  await node.close();
  expect(await ended).toMatchObject({ code: status.CANCELLED });
});

test("a subscription ends with CANCELLED", async () => {
  const { node, client, spoken, arrived } = await running();
  const ended = refusal(spoken.read(everything));
  const follower = member(client.subscribeToAll());
  await follower.reached(1);
  await arrived();
  await node.close();
  expect(await follower.ended()).toMatchObject({ code: status.CANCELLED });
  expect(await ended).toMatchObject({ code: status.CANCELLED });
  await client.dispose();
});

test("a consumer of a group is dropped", async () => {
  const { node, client } = await running();
  const stream = freshStream();
  await client.createPersistentSubscriptionToStream(stream, "g", toStream());
  const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, "g"));
  await reader.confirmed;
  await node.close();
  expect(await reader.ended()).toMatchObject({ type: "persistent-subscription-dropped", streamName: stream });
  await client.dispose();
});

test("accepted appends are answered, and acknowledged events exist afterwards", async () => {
  const { dataDir, node, client } = await running();
  const stream = freshStream();
  await client.appendToStream(stream, happened(0));
  const last = Promise.allSettled(several(20).map((event) => client.appendToStream(stream, event)));
  await node.close();
  await node.close();
  const acknowledged = (await last).filter((outcome) => outcome.status === "fulfilled").length;
  await client.dispose();
  await withNode(dataDir, async (next) => {
    expect((await collected(next.readStream(stream))).length).toBeGreaterThanOrEqual(1 + acknowledged);
  });
});

test("a call to a stopped node is unavailable", async () => {
  const { node, client } = await running();
  await client.appendToStream(freshStream(), happened(1));
  const follower = member(client.subscribeToAll());
  await follower.reached(1);
  await node.close();
  // The client now knows; before this, its next append would still use the old connection.
  await follower.ended();
  const { UNAVAILABLE: code } = status;
  await expect(client.appendToStream(freshStream(), happened(1))).rejects.toMatchObject({ code });
  await expect(collected(client.readStream(freshStream()))).rejects.toMatchObject({ type: "unavailable" });
  await client.dispose();
});

test("a node can be replaced on its port: the client reconnects by itself", async () => {
  const { dataDir, node, client } = await running();
  const stream = freshStream();
  await client.appendToStream(stream, several(2));
  const cut = expect(take(client.subscribeToStream(stream, { fromRevision: START }), 3)).rejects.toMatchObject({
    type: "cancelled",
  });
  await take(client.subscribeToStream(stream), 2);
  await node.close();
  await cut;
  const second = await startEventNode({ dataDir, port: node.port });
  expect(await collected(client.readStream(stream))).toHaveLength(2);
  expect((await client.appendToStream(stream, happened(2), { expectedRevision: 1n })).success).toBe(true);
  await client.dispose();
  await second.close();
});
