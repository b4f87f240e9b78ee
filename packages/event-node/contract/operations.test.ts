import { randomUUID } from "node:crypto";
import { Client, credentials, Metadata, status } from "@grpc/grpc-js";
import { afterAll, expect, test } from "vitest";
import { maintain } from "../src/maintenance/maintain.ts";
import { startEventNode } from "../src/node.ts";
import { SupportedMethods } from "../src/wire/node-messages.ts";
import { ScavengeResp, StopScavengeReq, scavengeResult } from "../src/wire/operation-messages.ts";
import { collected, connect, happened, numbers, several, take } from "./fixture.ts";
import { member, toStream } from "./persistent/fixture.ts";
import { authorization, secureNodeForThisFile } from "./secure-node.ts";
import { afterThisFile, freshFolder, freshStream, rawClient } from "./testbed.ts";

const dataDir = freshFolder();
let now = new Date("2026-01-01T00:00:00Z");
const node = await startEventNode({ dataDir, clock: () => now });
const client = connect(node);
const channel = new Client(`127.0.0.1:${node.port}`, credentials.createInsecure());
afterAll(async () => {
  channel.close();
  await client.dispose();
  await node.close();
});

const call = (name: string, request: Buffer) =>
  new Promise<ReturnType<typeof ScavengeResp.decode>>((resolve, reject) => {
    const asIs = (bytes: Buffer) => bytes;
    channel.makeUnaryRequest(
      `/event_store.client.operations.Operations/${name}`,
      asIs,
      asIs,
      request,
      (error, bytes) => (bytes ? resolve(ScavengeResp.decode(bytes)) : reject(error)),
    );
  });

/** Runs a scavenge to its end, and returns its own report. */
const scavenge = async () => {
  const { scavengeId, result = scavengeResult.started } = await call("StartScavenge", Buffer.alloc(0));
  expect(result).toBe(scavengeResult.started);
  const [, completed] = await take(client.subscribeToStream(`$scavenges-${scavengeId}`), 2);
  return completed?.data as { result: string; events: number; spaceSaved: number }; // Written by the node in this shape.
};

const inAll = async (stream: string) =>
  (await collected(client.readAll())).filter(({ streamId }) => streamId === stream).map(({ revision }) => revision);

test("events truncated by metadata are scavenged from $all, and the rest keeps its positions", async () => {
  const [cut, counted, whole] = [freshStream(), freshStream(), freshStream()];
  for (const stream of [cut, counted, whole]) await client.appendToStream(stream, several(10));
  await client.setStreamMetadata(cut, { truncateBefore: 7 });
  await client.setStreamMetadata(counted, { maxCount: 2 });
  const before = await collected(client.readAll());
  expect(await scavenge()).toMatchObject({ result: "Success", events: 15 });
  expect(await inAll(cut)).toEqual([7n, 8n, 9n]);
  expect(await inAll(counted)).toEqual([8n, 9n]);
  expect(await inAll(whole)).toHaveLength(10);
  const known = new Map(before.map(({ id, position }) => [id, position]));
  for (const { id, position, streamId } of await collected(client.readAll()))
    if (!streamId.startsWith("$scavenges-")) expect(known.get(id)).toEqual(position);
  expect(await numbers(client.readStream(cut))).toEqual([7, 8, 9]);
  expect((await client.appendToStream(cut, happened(10), { expectedRevision: 9n })).success).toBe(true);
});

test("the last event of a deleted stream stays, and the stream can be written to again", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(5));
  await client.deleteStream(stream);
  await scavenge();
  expect(await inAll(stream)).toEqual([4n]);
  await expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });
  expect((await client.appendToStream(stream, happened(5))).nextExpectedRevision).toBe(5n);
  expect(await numbers(client.readStream(stream))).toEqual([5]);
});

test("the tombstone of a tombstoned stream stays", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(5));
  await client.setStreamMetadata(stream, { maxCount: 3 });
  await client.tombstoneStream(stream);
  await client.appendToStream(freshStream(), happened(0));
  await scavenge();
  expect(await inAll(stream)).toEqual([2n ** 63n - 1n]);
  expect(await inAll(`$$${stream}`)).toEqual([]);
  await expect(client.appendToStream(stream, happened(1))).rejects.toMatchObject({ type: "stream-deleted" });
});

test("expired events are scavenged, except for the last one of each stream", async () => {
  const stream = freshStream();
  await client.appendToStream(stream, several(3));
  await client.setStreamMetadata(stream, { maxAge: 60 });
  now = new Date(now.getTime() + 3_600_000);
  await scavenge();
  expect(await inAll(stream)).toEqual([2n]);
  expect(await collected(client.readStream(stream))).toEqual([]);
});

test("more than one step is scavenged under concurrent writes and reads, which are not affected", async () => {
  const stream = freshStream();
  for (let n = 0; n < 4; n += 1) await client.appendToStream(stream, several(400));
  await client.setStreamMetadata(stream, { maxCount: 1 });
  const other = freshStream();
  const following = take(client.subscribeToStream(other), 100);
  const scavenging = scavenge();
  for (let n = 0; n < 50; n += 1) await client.appendToStream(other, several(2));
  expect((await following).map(({ revision }) => revision)).toEqual(Array.from({ length: 100 }, (_, n) => BigInt(n)));
  expect((await scavenging).events).toBeGreaterThanOrEqual(1_599);
  expect(await inAll(stream)).toEqual([1_599n]);
});

test("only the running scavenge can be stopped", async () => {
  const request = StopScavengeReq.encode({ options: { scavengeId: randomUUID() } });
  await expect(call("StopScavenge", request)).rejects.toMatchObject({ code: status.NOT_FOUND });
});

test("after a restart positions keep increasing, and the log is intact", async () => {
  const folder = freshFolder();
  const first = await startEventNode({ dataDir: folder });
  const writer = connect(first);
  await writer.appendToStream("a", several(10));
  await writer.setStreamMetadata("a", { maxCount: 1 });
  const { position } = await writer.appendToStream("a", happened(10));
  await writer.dispose();
  const asIs = (bytes: Buffer) => bytes;
  const operator = new Client(`127.0.0.1:${first.port}`, credentials.createInsecure());
  const path = "/event_store.client.operations.Operations/StartScavenge";
  await new Promise((done) => operator.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), done));
  operator.close();
  await first.close();
  expect(await maintain({ kind: "verify", dataDir: folder })).toContain("All");
  const second = await startEventNode({ dataDir: folder });
  const next = connect(second);
  const answer = await next.appendToStream("a", happened(11), { expectedRevision: 10n });
  expect(answer.position?.commit).toBeGreaterThan(position?.commit ?? 0n);
  await next.dispose();
  await second.close();
});

test("operations for clusters are accepted by a single node and change nothing", async () => {
  for (const name of ["MergeIndexes", "ResignNode", "SetNodePriority"]) await call(name, Buffer.alloc(0));
  const stream = freshStream();
  expect((await client.appendToStream(stream, happened(1))).success).toBe(true);
});

test("all groups can be restarted, which drops their consumers", async () => {
  const stream = freshStream();
  await client.createPersistentSubscriptionToStream(stream, "g", toStream());
  const reader = member(client.subscribeToPersistentSubscriptionToStream(stream, "g"));
  await reader.confirmed;
  await call("RestartPersistentSubscriptions", Buffer.alloc(0));
  expect(await reader.ended()).toMatchObject({ type: "persistent-subscription-dropped" });
  const next = member(client.subscribeToPersistentSubscriptionToStream(stream, "g"));
  await client.appendToStream(stream, happened(1));
  await next.reached(1);
  await next.leave();
});

test("a node with users is operated only by its operators and admins", async () => {
  const secure = await secureNodeForThisFile();
  const operator = new Client(`127.0.0.1:${secure.node.port}`, secure.channelCredentials);
  afterThisFile(() => operator.close());
  const asIs = (bytes: Buffer) => bytes;
  const asked = (name: string, who?: string) =>
    new Promise<number | undefined>((resolve) => {
      const path = `/event_store.client.operations.Operations/${name}`;
      const by = who === undefined ? new Metadata() : authorization(who);
      operator.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), by, (error) => resolve(error?.code));
    });
  const names = [
    "StartScavenge",
    "MergeIndexes",
    "ResignNode",
    "SetNodePriority",
    "RestartPersistentSubscriptions",
    "Shutdown",
  ];
  for (const name of names) expect(await asked(name)).toBe(status.PERMISSION_DENIED);
  for (const name of names) expect([name, await asked(name, "ops")]).toEqual([name, undefined]);
  await secure.node.closed;
});

test("the node implements every announced method, and no other", async () => {
  const announced = await new Promise<Buffer>((resolve, reject) => {
    const path = "/event_store.client.server_features.ServerFeatures/GetSupportedMethods";
    rawClient(node).unary(path, Buffer.alloc(0), (error, bytes) => (bytes ? resolve(bytes) : reject(error)));
  });
  const methods = SupportedMethods.decode(announced).methods ?? [];
  const names = methods.map(({ serviceName, methodName }) => `${serviceName}/${methodName}`);
  const operations = ["startscavenge", "stopscavenge", "shutdown", "mergeindexes", "resignnode", "setnodepriority"];
  expect(names).toEqual(
    expect.arrayContaining(operations.map((name) => `event_store.client.operations.operations/${name}`)),
  );
  expect(names.filter((name) => /users|projections|monitoring/.test(name))).toEqual([]);
});
