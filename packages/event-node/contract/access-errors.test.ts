import { randomUUID } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { DeleteReq } from "../src/wire/append-messages.ts";
import { StopScavengeReq } from "../src/wire/operation-messages.ts";
import { CreateReq } from "../src/wire/persistent-messages.ts";
import { streamIdentifier } from "../src/wire/shared.ts";
import { jsonEvent } from "./client/under-test.ts";
import { collected, connect, happened, nodeForThisFile } from "./fixture.ts";
import { groupOver, member } from "./persistent/fixture.ts";
import { authorization, secureNodeForThisFile } from "./secure-node.ts";
import { freshStream, waysToAppend } from "./testbed.ts";
import { batch, groups, proposed, refusal, speakTo, streams, to } from "./wire.ts";

const { node, as, channelCredentials } = await secureNodeForThisFile();
const admin = as("admin");
const ops = speakTo(node, { channelCredentials, metadata: authorization("ops") });
const stranger = speakTo(node, { channelCredentials, metadata: authorization("stranger") });

const closed = async () => {
  const stream = freshStream();
  const only = ["$admins"];
  const acl = { readRoles: only, writeRoles: only, deleteRoles: only, metaReadRoles: only, metaWriteRoles: only };
  await admin.appendToStream(stream, happened(1));
  await admin.setStreamMetadata(stream, { acl });
  return stream;
};

type Speaker = typeof ops;
const ids = { uuidOption: { string: {} } };
const reading = (stream: string) => ({ ...ids, stream: { ...to(stream), start: {} }, noFilter: {}, count: 1n });
const ofGroup = (stream: string) =>
  CreateReq.encode({ options: { streamIdentifier: streamIdentifier(stream), groupName: "g" } });

const calls: readonly (readonly [string, (by: Speaker, stream: string) => Promise<unknown>])[] = [
  ["Read", (by, stream) => by.read(reading(stream))],
  ["a subscription", (by, stream) => by.read({ ...reading(stream), count: undefined, subscription: {} })],
  ["Read of $all", (by) => by.read({ ...ids, all: { start: {} }, noFilter: {}, count: 1n })],
  ["Read of metadata", (by, stream) => by.read(reading(`$$${stream}`))],
  ["Append", (by, stream) => by.append(to(stream), proposed())],
  ["Append of metadata", (by, stream) => by.append(to(`$$${stream}`), proposed())],
  ["Delete", (by, stream) => by.ask(`${streams}/Delete`, DeleteReq.encode({ options: to(stream) }))],
  ["Tombstone", (by, stream) => by.ask(`${streams}/Tombstone`, DeleteReq.encode({ options: to(stream) }))],
];

describe("access-denied is PERMISSION_DENIED", () => {
  test.each(calls)("for %s by a user without the right", async (_, call) => {
    expect(await refusal(call(ops, await closed()))).toEqual({
      code: status.PERMISSION_DENIED,
      message: "Access Denied",
      trailers: { exception: "access-denied" },
    });
  });

  test("is not sent where the list names $all", async () => {
    const stream = freshStream();
    await admin.appendToStream(stream, happened(1));
    await admin.setStreamMetadata(stream, { acl: { readRoles: ["$all"], writeRoles: ["$all"] } });
    expect(await ops.append(to(stream), proposed())).toMatchObject({ success: { currentRevision: 1n } });
    expect(await ops.read(reading(stream))).toHaveLength(1);
  });
});

describe("bad credentials are UNAUTHENTICATED, without a trailer that names an exception", () => {
  test.each(calls)("for %s", async (_, call) => {
    const { code, trailers } = await refusal(call(stranger, freshStream()));
    expect(code).toBe(status.UNAUTHENTICATED);
    expect(trailers).not.toHaveProperty("exception");
  });

  test.each([
    ["BatchAppend", (by: Speaker) => by.batch(batch(freshStream()))],
    ["Create of a group", (by: Speaker) => by.ask(`${groups}/Create`, ofGroup(freshStream()))],
    ["Read of a group", (by: Speaker) => by.raw.readGroup().toArray()],
  ])("for %s", async (_, call) => {
    expect(await refusal(call(stranger))).toMatchObject({ code: status.UNAUTHENTICATED });
  });

  test.each(["Basic", "Basic nonsense", "Digest abc", "Basic YWRtaW4=", "Bearer token"])(
    "%j is refused in the same way",
    async (given) => {
      const metadata = authorization("admin");
      metadata.set("authorization", given);
      const by = speakTo(node, { channelCredentials, metadata });
      expect(await refusal(by.read(reading(freshStream())))).toMatchObject({ code: status.UNAUTHENTICATED });
    },
  );
});

test("scavenge-not-found is NOT_FOUND with the id", async () => {
  const { node: open } = await nodeForThisFile();
  const scavengeId = randomUUID();
  const request = StopScavengeReq.encode({ options: { scavengeId } });
  const call = speakTo(open).ask("/event_store.client.operations.Operations/StopScavenge", request);
  expect(await refusal(call)).toMatchObject({
    code: status.NOT_FOUND,
    trailers: { exception: "scavenge-not-found", "scavenge-id": scavengeId },
  });
});

describe("an insecure node", () => {
  test.each(waysToAppend)("ignores credentials, over $way", async ({ options }) => {
    const { client } = await nodeForThisFile();
    const stream = freshStream();
    await client.setStreamMetadata(stream, { acl: { writeRoles: ["$admins"], readRoles: ["$admins"] } });
    expect((await client.appendToStream(stream, happened(1), options)).success).toBe(true);
    expect(await collected(client.readStream(stream, options))).toHaveLength(1);
  });

  test("stores access lists without enforcing them", async () => {
    const { client } = await nodeForThisFile();
    const stream = freshStream();
    await client.setStreamMetadata(stream, { acl: { deleteRoles: ["$admins"] } });
    await client.appendToStream(stream, happened(1));
    expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({ acl: { deleteRoles: ["$admins"] } });
    await client.deleteStream(stream);
    expect((await client.appendToStream("$own", happened(1))).success).toBe(true);
  });

  test("shows consumers of a group as anonymous, with the name of their connection", async () => {
    const { node: open } = await nodeForThisFile();
    const named = connect({ connectionString: `${open.connectionString}&connectionName=school-board` });
    const { stream, group } = await groupOver(named, 1);
    const reader = member(named.subscribeToPersistentSubscriptionToStream(stream, group));
    await reader.reached(1);
    expect((await named.getPersistentSubscriptionToStreamInfo(stream, group)).connections).toMatchObject([
      { username: "anonymous", connectionName: "school-board" },
    ]);
    await reader.leave();
    await named.dispose();
  });
});

describe("default access lists from $settings", () => {
  test("apply to streams without a list of their own, both user and system streams", async () => {
    const { as: asOf } = await secureNodeForThisFile();
    const [head, clerk] = [asOf("admin"), asOf("ops")];
    const [quiet, outspoken] = [freshStream(), freshStream()];
    for (const stream of [quiet, outspoken]) await head.appendToStream(stream, happened(1));
    await head.setStreamMetadata(outspoken, { acl: { readRoles: ["ops"] } });
    const data = { $userStreamAcl: { $r: "$admins" }, $systemStreamAcl: { $r: ["ops", "$admins"] } };
    await head.appendToStream("$settings", jsonEvent({ type: "update-default-acl", data }));
    await head.appendToStream("$own", happened(1));
    await expect(collected(clerk.readStream(quiet))).rejects.toMatchObject({ type: "access-denied" });
    expect(await collected(clerk.readStream(outspoken))).toHaveLength(1);
    expect(await collected(clerk.readStream("$own"))).toHaveLength(1);
    await expect(clerk.appendToStream("$own", happened(2))).rejects.toMatchObject({ type: "access-denied" });
    expect((await clerk.appendToStream(quiet, happened(2))).success).toBe(true);
  });
});
