import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { selfSigned } from "../src/access/certificate.ts";
import { startEventNode } from "../src/node.ts";
import { clientOf, START, type StoreClient } from "./client/under-test.ts";
import { collected, happened, linkTo, resolved, several } from "./fixture.ts";
import { member, ns, toAll, toStream } from "./persistent/fixture.ts";
import { freshFolder, freshStream } from "./testbed.ts";

const tls = selfSigned();
const dataDir = freshFolder();
const caFile = join(freshFolder(), "ca.pem");
writeFileSync(caFile, tls.certificate);
const node = await startEventNode({ dataDir, tls });

const clients: StoreClient[] = [];
const as = (user: string, password = "changeit", port = node.port) => {
  const who = user === "" ? "" : `${user}:${password}@`;
  const client = clientOf(`esdb://${who}127.0.0.1:${port}?tls=true&tlsCAFile=${encodeURIComponent(caFile)}`);
  clients.push(client);
  return client;
};
const admin = as("admin");
const ops = as("ops");
const nobody = as("");

afterAll(async () => {
  for (const client of clients) await client.dispose();
  await node.close();
});

const denied = { type: "access-denied" };

describe("a node with TLS", () => {
  test("says so in its connection string", () => {
    expect(node.connectionString).toBe(`esdb://127.0.0.1:${node.port}?tls=true`);
  });

  test("does not accept clients without TLS", async () => {
    const plain = clientOf(`esdb://127.0.0.1:${node.port}?tls=false`);
    clients.push(plain);
    await expect(plain.appendToStream(freshStream(), happened(1))).rejects.toThrow();
  });

  test("authenticates its users, over either way to append", async () => {
    for (const own of [{}, { credentials: { username: "ops", password: "changeit" } }]) {
      const stream = freshStream();
      expect((await ops.appendToStream(stream, several(2), own)).success).toBe(true);
      expect(await collected(ops.readStream(stream))).toHaveLength(2);
    }
  });

  test.each([
    ["admin", "wrong"],
    ["nobody", "changeit"],
    ["ops", ""],
  ])("refuses %s with the password %j", async (user, password) => {
    const client = as(user, password || "x");
    await expect(client.appendToStream(freshStream(), happened(1))).rejects.toMatchObject(denied);
    await expect(collected(client.readStream(freshStream()))).rejects.toMatchObject(denied);
  });

  test("refuses clients without credentials", async () => {
    const stream = freshStream();
    await admin.appendToStream(stream, happened(1));
    await expect(nobody.appendToStream(stream, happened(1))).rejects.toMatchObject(denied);
    await expect(collected(nobody.readStream(stream))).rejects.toMatchObject(denied);
    await expect(collected(nobody.readAll())).rejects.toMatchObject(denied);
    await expect(nobody.createPersistentSubscriptionToStream(stream, "g", toStream())).rejects.toMatchObject(denied);
  });

  test("stores passwords only as hashes", async () => {
    const [user] = await collected(admin.readStream("$user-admin"));
    expect(user?.data).toMatchObject({ loginName: "admin", groups: ["$admins"], disabled: false });
    expect(JSON.stringify(user?.data)).not.toContain("changeit");
  });
});

describe("an access list", () => {
  test("is not needed on a user stream; system streams are for admins only", async () => {
    const stream = freshStream();
    await ops.appendToStream(stream, happened(1));
    await expect(collected(ops.readStream("$user-admin"))).rejects.toMatchObject(denied);
    await expect(ops.appendToStream("$own", happened(1))).rejects.toMatchObject(denied);
    await expect(collected(ops.readAll())).rejects.toMatchObject(denied);
    expect((await collected(admin.readAll())).length).toBeGreaterThan(1);
  });

  test("lets only the listed users read, write and delete", async () => {
    const stream = freshStream();
    await admin.appendToStream(stream, happened(1));
    await admin.setStreamMetadata(stream, { acl: { readRoles: ["$admins"], writeRoles: ["ops"], deleteRoles: [] } });
    await expect(collected(ops.readStream(stream))).rejects.toMatchObject(denied);
    await expect(member(ops.subscribeToStream(stream)).ended()).resolves.toMatchObject(denied);
    expect((await ops.appendToStream(stream, happened(2))).success).toBe(true);
    await expect(ops.deleteStream(stream)).rejects.toMatchObject(denied);
    await expect(ops.tombstoneStream(stream)).rejects.toMatchObject(denied);
    expect(await collected(admin.readStream(stream))).toHaveLength(2);
    await admin.deleteStream(stream);
  });

  test("has separate rights for the metadata", async () => {
    const stream = freshStream();
    await admin.setStreamMetadata(stream, { acl: { metaReadRoles: ["$ops"], metaWriteRoles: ["$admins"] } });
    expect((await ops.getStreamMetadata(stream)).metadata).toMatchObject({ acl: { metaWriteRoles: ["$admins"] } });
    await expect(ops.setStreamMetadata(stream, {})).rejects.toMatchObject(denied);
    expect((await ops.appendToStream(stream, happened(1))).success).toBe(true);
  });

  test("is enforced over both ways to append", async () => {
    const stream = freshStream();
    await admin.setStreamMetadata(stream, { acl: { writeRoles: ["$admins"] } });
    for (const options of [{}, { credentials: { username: "ops", password: "changeit" } }])
      await expect(ops.appendToStream(stream, happened(1), options)).rejects.toMatchObject(denied);
    await expect(collected(admin.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });
  });

  test("applies to the target of a link", async () => {
    const secret = freshStream("secret");
    await admin.appendToStream(secret, happened(1));
    await admin.setStreamMetadata(secret, { acl: { readRoles: ["$admins"] } });
    const links = freshStream("links");
    const data = Buffer.from(`0@${secret}`);
    await ops.appendToStream(links, { ...happened(0), type: "$>", contentType: "application/octet-stream", data });
    const [link] = await resolved(ops.readStream(links, { resolveLinkTos: true }));
    expect(link?.event).toBeUndefined();
    expect(link?.link?.streamId).toBe(links);
  });
});

test("persistent subscriptions are created by operators, and consumed by those who may read the stream", async () => {
  const stream = freshStream();
  await admin.appendToStream(stream, several(2));
  await ops.createPersistentSubscriptionToStream(stream, "g", toStream({ startFrom: START }));
  const reader = member(ops.subscribeToPersistentSubscriptionToStream(stream, "g"));
  await reader.reached(2);
  expect((await ops.getPersistentSubscriptionToStreamInfo(stream, "g")).connections).toMatchObject([
    { username: "ops" },
  ]);
  await reader.leave();
  await admin.createPersistentSubscriptionToAll("all", toAll());
  expect(await member(ops.subscribeToPersistentSubscriptionToAll("all")).ended()).toMatchObject(denied);
});

test("a user who loses the right to read a stream loses its open reads at once", async () => {
  const stream = freshStream();
  await admin.appendToStream(stream, happened(1));
  await ops.createPersistentSubscriptionToStream(stream, "g", toStream({ startFrom: START }));
  const byOps = [
    member(ops.subscribeToPersistentSubscriptionToStream(stream, "g")),
    member(ops.subscribeToStream(stream)),
  ];
  for (const reader of byOps) await reader.reached(1);
  const byAdmin = member(admin.subscribeToPersistentSubscriptionToStream(stream, "g")).ackEach();
  await byAdmin.confirmed;
  await admin.setStreamMetadata(stream, { acl: { readRoles: ["$admins"] } });
  for (const reader of byOps) expect(await reader.ended()).toMatchObject(denied);
  // The in-flight messages of the user who lost access go to the other consumer.
  await byAdmin.reached(1);
  await admin.appendToStream(stream, happened(2));
  expect(ns(await byAdmin.reached(2))).toEqual([1, 2]);
  await byAdmin.leave();
});

test("a group does not show the target of a link to a consumer who may not read it", async () => {
  const secret = freshStream("secret");
  const open = freshStream("open");
  await admin.appendToStream(secret, happened(1));
  await admin.appendToStream(open, happened(2));
  await admin.setStreamMetadata(secret, { acl: { readRoles: ["$admins"] } });
  const links = freshStream("links");
  await admin.appendToStream(links, [linkTo(`0@${secret}`), linkTo(`0@${open}`)]);
  await admin.createPersistentSubscriptionToStream(links, "g", toStream({ startFrom: START, resolveLinkTos: true }));
  const byOps = member(ops.subscribeToPersistentSubscriptionToStream(links, "g"));
  const seen = (await byOps.reached(2)).map(({ event, link }) => [event?.streamId, link?.streamId]);
  expect(seen).toEqual([
    [undefined, links],
    [open, links],
  ]);
  await byOps.leave();
  const byAdmin = member(admin.subscribeToPersistentSubscriptionToStream(links, "g"));
  expect((await byAdmin.reached(2)).map(({ event }) => event?.streamId)).toEqual([secret, open]);
  await byAdmin.leave();
});

test("the initial passwords can be set, and stay after a restart", async () => {
  const folder = freshFolder();
  for (const admin of ["secret", "another"]) {
    const told = await startEventNode({ dataDir: folder, tls, passwords: { admin } });
    expect((await as("admin", "secret", told.port).appendToStream("a", happened(1))).success).toBe(true);
    await expect(as("admin", "changeit", told.port).appendToStream("a", happened(1))).rejects.toMatchObject(denied);
    await told.close();
  }
});

test("an invalid certificate is reported", async () => {
  const start = startEventNode({ dataDir: freshFolder(), tls: { certificate: "no", key: "no" } });
  await expect(start).rejects.toThrow("certificate");
});
