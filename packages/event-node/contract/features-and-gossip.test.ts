import { describe, expect, test } from "vitest";
import { ClusterInfo, SupportedMethods } from "../src/wire/node-messages.ts";
import { clientOf } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile, numbers } from "./fixture.ts";
import { freshStream } from "./testbed.ts";
import { speakTo } from "./wire.ts";

const now = new Date("2026-09-01T08:00:00.5Z");
const { node, client } = await nodeForThisFile({ clock: () => now });
const spoken = speakTo(node);

const features = async () => {
  const path = "/event_store.client.server_features.ServerFeatures/GetSupportedMethods";
  return SupportedMethods.decode(await spoken.ask(path, Buffer.alloc(0)));
};

/** The announced methods of a service and their features. */
const announced = async (service: string) =>
  Object.fromEntries(
    ((await features()).methods ?? [])
      .filter(({ serviceName }) => serviceName === service)
      .map(({ methodName, features: ofMethod }) => [methodName, ofMethod ?? []]),
  );

describe("a node announces", () => {
  test("its version as three numbers, which a client parses", async () => {
    expect((await features()).eventStoreServerVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test("the methods of the streams service in lower case, with their features", async () => {
    expect(await announced("event_store.client.streams.streams")).toEqual({
      append: [],
      batchappend: ["deadline_duration"],
      delete: [],
      read: ["position", "events"],
      tombstone: [],
    });
  });

  test("appends to several streams, by a version whose clients use both methods", async () => {
    expect(await announced("kurrentdb.protocol.v2.streams.streamsservice")).toEqual({
      appendrecords: [],
      appendsession: [],
    });
    expect((await features()).eventStoreServerVersion).toBe("26.1.0");
  });

  test("every method of persistent subscriptions for streams and for $all", async () => {
    const methods = await announced("event_store.client.persistent_subscriptions.persistentsubscriptions");
    const names = ["create", "delete", "getinfo", "list", "read", "replayparked", "restartsubsystem", "update"];
    expect(Object.keys(methods)).toEqual(expect.arrayContaining(names));
    for (const ofMethod of Object.values(methods)) expect(ofMethod).toEqual(["stream", "all"]);
  });

  test("only methods that it implements", async () => {
    const { methods = [] } = await features();
    expect(methods.length).toBeGreaterThan(10);
    for (const { serviceName = "", methodName = "" } of methods) {
      expect(serviceName).toBe(serviceName.toLowerCase());
      expect(methodName).toBe(methodName.toLowerCase());
    }
  });
});

test("a call to the projections service is UNIMPLEMENTED", async () => {
  await expect(client.listProjections()).rejects.toMatchObject({ code: 12 });
});

describe("gossip", () => {
  test("returns one member: the leader, alive, at a reachable address", async () => {
    const answer = await spoken.ask("/event_store.client.gossip.Gossip/Read", Buffer.alloc(0));
    const { members = [] } = ClusterInfo.decode(answer);
    expect(members).toMatchObject([
      {
        state: 8,
        isAlive: true,
        timeStamp: BigInt(now.getTime()) * 10_000n,
        httpEndPoint: { address: "127.0.0.1", port: node.port },
      },
    ]);
    expect(members[0]?.instanceId?.string).toMatch(/^[0-9a-f]{8}-/);
  });

  test.each(["esdb+discover://127.0.0.1:PORT", "esdb://127.0.0.1:PORT,127.0.0.1:PORT"])(
    "leads a client with %s to the node",
    async (pattern) => {
      const found = clientOf(`${pattern.replaceAll("PORT", String(node.port))}?tls=false`);
      const stream = freshStream();
      expect((await found.appendToStream(stream, happened(1))).success).toBe(true);
      expect(await numbers(found.readStream(stream))).toEqual([1]);
      await found.dispose();
    },
  );

  test.each(["leader", "follower", "random", "readOnlyReplica"])(
    "leads a client that prefers a %s to the node",
    async (preference) => {
      const address = `esdb://127.0.0.1:${node.port},127.0.0.1:${node.port}?tls=false&nodePreference=${preference}`;
      const found = clientOf(address);
      expect((await collected(found.readAll({ maxCount: 1 }))).length).toBe(1);
      expect((await found.appendToStream(freshStream(), happened(1))).success).toBe(true);
      await found.dispose();
    },
  );
});
