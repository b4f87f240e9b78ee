import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { EventStoreDBClient, START } from "@eventstore/db-client";
import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import {
  collected,
  connect,
  freshFolder,
  freshStream,
  happened,
  nodeForThisFile,
  rawClient,
  several,
  take,
} from "./fixture.ts";
import { startEventNode } from "./node.ts";
import { AppendReq } from "./wire/append-messages.ts";
import { SupportedMethods } from "./wire/node-messages.ts";
import { streamIdentifier } from "./wire/shared.ts";

describe("a node", () => {
  test("announces its version and what it can do", async () => {
    const { node } = await nodeForThisFile();
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const path = "/event_store.client.server_features.ServerFeatures/GetSupportedMethods";
      rawClient(node).unary(path, Buffer.alloc(0), (error, value) => (value ? resolve(value) : reject(error)));
    });
    const { eventStoreServerVersion, methods } = SupportedMethods.decode(answer);
    expect(eventStoreServerVersion).toBe("24.10.0");
    const streams = methods?.filter(({ serviceName }) => serviceName === "event_store.client.streams.streams");
    expect(streams?.map(({ methodName }) => methodName).toSorted()).toEqual([
      "append",
      "batchappend",
      "delete",
      "read",
      "tombstone",
    ]);
  });

  test("does not pretend to have what it has not", async () => {
    const { client } = await nodeForThisFile();
    await expect(client.listProjections()).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });

  test.each(["esdb+discover://127.0.0.1:PORT", "esdb://127.0.0.1:PORT,127.0.0.1:PORT"])(
    "is found by gossip through %s",
    async (pattern) => {
      const { node } = await nodeForThisFile();
      const address = pattern.replaceAll("PORT", String(node.port));
      const client = EventStoreDBClient.connectionString(`${address}?tls=false`);
      expect((await client.appendToStream(freshStream(), happened(1))).success).toBe(true);
      await client.dispose();
    },
  );

  test("takes the port it is told, and says so if it cannot", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number }; // A TCP server's address has a port.
    const dataDir = freshFolder();
    await expect(startEventNode({ dataDir, port })).rejects.toThrow(String(port));
    taken.close();
    await once(taken, "close");
    const node = await startEventNode({ dataDir, port });
    expect(node.port).toBe(port);
    await node.close();
  });

  test("in memory keeps nothing", async () => {
    const node = await startEventNode({ dataDir: ":memory:" });
    const client = connect(node);
    await client.appendToStream("a", happened(1));
    expect(await collected(client.readStream("a"))).toHaveLength(1);
    await client.dispose();
    await node.close();
  });

  test("stamps events by its clock, which may step back", async () => {
    const times = [new Date("2030-02-01T00:00:00.123Z"), new Date("2020-02-01T00:00:00.456Z")];
    let now = new Date(0);
    const { client } = await nodeForThisFile({ clock: () => now });
    const stream = freshStream();
    for (const time of times) {
      now = time;
      await client.appendToStream(stream, happened(1));
    }
    expect((await collected(client.readStream(stream))).map(({ created }) => created)).toEqual(times);
  });
});

describe("a folder", () => {
  test("has one node at a time, and another when it has closed", async () => {
    const dataDir = freshFolder();
    const first = await startEventNode({ dataDir });
    await expect(startEventNode({ dataDir })).rejects.toThrow(dataDir);
    await first.close();
    const second = await startEventNode({ dataDir });
    await second.close();
  });

  test("is made with the folders around it", async () => {
    const node = await startEventNode({ dataDir: join(freshFolder(), "a", "b") });
    await node.close();
  });

  test("that cannot be written is named in the error", async () => {
    await expect(startEventNode({ dataDir: "/dev/null/log" })).rejects.toThrow("/dev/null/log");
  });

  test("that holds something else is left alone", async () => {
    const dataDir = freshFolder();
    writeFileSync(join(dataDir, "events.sqlite"), "a letter to the school board, longer than a header".repeat(100));
    await expect(startEventNode({ dataDir })).rejects.toThrow(dataDir);
  });
});

describe("a node that closes", () => {
  test("answers what it has taken and ends every call, each in its way", async () => {
    const dataDir = freshFolder();
    const node = await startEventNode({ dataDir });
    const client = connect(node);
    const stream = freshStream();
    await client.appendToStream(stream, happened(0));

    const following = take(client.subscribeToAll(), 100);
    const endOfFollowing = expect(following).rejects.toMatchObject({ code: status.CANCELLED });
    const { promise: halfAppend, resolve } = Promise.withResolvers<number | undefined>();
    const open = rawClient(node).append((error) => resolve(error?.code));
    const options = { streamIdentifier: streamIdentifier(stream), any: {} };
    await new Promise((sent) => open.write(AppendReq.encode({ options }), sent));
    const batch = rawClient(node).batchAppend();
    const endOfBatch = expect(batch.toArray()).rejects.toMatchObject({ code: status.CANCELLED });
    await client.appendToStream(stream, happened(1));
    const lastAppends = Promise.allSettled(several(20).map((event) => client.appendToStream(stream, event)));

    await node.close();
    await node.close();
    await endOfFollowing;
    await endOfBatch;
    expect(await halfAppend).toBe(status.UNAVAILABLE);
    const acknowledged = (await lastAppends).filter(({ status: outcome }) => outcome === "fulfilled").length;
    await client.dispose();

    const next = await startEventNode({ dataDir });
    const again = connect(next);
    expect((await collected(again.readStream(stream))).length).toBeGreaterThanOrEqual(2 + acknowledged);
    await again.dispose();
    await next.close();
  });

  test("can be replaced on its port: the client reconnects by itself", async () => {
    const dataDir = freshFolder();
    const first = await startEventNode({ dataDir });
    const client = connect(first);
    const stream = freshStream();
    await client.appendToStream(stream, several(2));
    const subscription = client.subscribeToStream(stream, { fromRevision: START });
    const cut = expect(take(subscription, 3)).rejects.toMatchObject({ type: "cancelled" });
    await take(client.subscribeToStream(stream), 2);
    await first.close();
    await cut;
    const second = await startEventNode({ dataDir, port: first.port });
    expect(await collected(client.readStream(stream))).toHaveLength(2);
    expect((await client.appendToStream(stream, happened(2), { expectedRevision: 1n })).success).toBe(true);
    await client.dispose();
    await second.close();
  });
});
