import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { startEventNode } from "../../src/node.ts";
import { END, type StoreClient } from "../client/under-test.ts";
import { collected, connect, happened, several, withNode } from "../fixture.ts";
import { freshFolder, freshStream } from "../testbed.ts";
import { eager, groupOver, groupsOf, ns, range, toAll, toStream } from "./fixture.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Runs `work` with a node that is then killed, not closed. */
const withKilledNode = async <T>(dataDir: string, work: (client: StoreClient) => Promise<T>): Promise<T> => {
  const child: ChildProcess = spawn(process.execPath, [main, "--data", dataDir, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout ?? child, "data");
  const client = connect({ connectionString: String(line).trim() });
  try {
    return await work(client);
  } finally {
    const dead = once(child, "exit");
    child.kill("SIGKILL");
    await dead;
    await client.dispose();
  }
};

describe("after a restart", () => {
  test("groups have the same definitions", async () => {
    const dataDir = freshFolder();
    const settings = {
      maxRetryCount: 3,
      messageTimeout: 1234,
      consumerStrategyName: "Pinned",
      readBatchSize: 9,
    } as const;
    const before = await withNode(dataDir, async (client) => {
      await groupOver(client, 2, settings);
      await client.createPersistentSubscriptionToAll("all", toAll());
      return client.listAllPersistentSubscriptions();
    });
    expect(await withNode(dataDir, (client) => client.listAllPersistentSubscriptions())).toEqual(before);
  });

  test("in-flight events are redelivered and settled ones are not", async () => {
    const dataDir = freshFolder();
    const { stream, group } = await withNode(dataDir, async (client) => {
      const made = await groupOver(client, 20);
      const reader = groupsOf(client).read(made.stream, made.group, 10);
      await reader.reached(10);
      await reader.ack(...reader.received.slice(0, 6));
      await reader.reached(16);
      return made;
    });
    await withNode(dataDir, async (client) => {
      const reader = groupsOf(client).read(stream, group).ackEach();
      expect(ns(await reader.reached(14))).toEqual(range(6, 20));
      await reader.leave();
    });
  });

  test("events settled after an in-flight one are redelivered, and none is skipped", async () => {
    const dataDir = freshFolder();
    const { stream, group } = await withNode(dataDir, async (client) => {
      const made = await groupOver(client, 6, eager);
      const reader = groupsOf(client).read(made.stream, made.group, 6);
      await reader.reached(6);
      await reader.ack(...reader.received.filter((_, n) => n !== 2));
      await groupsOf(client).settled(made.stream, made.group, 1n);
      return made;
    });
    await withNode(dataDir, async (client) => {
      const reader = groupsOf(client).read(stream, group).ackEach();
      expect(ns(await reader.reached(4))).toEqual([2, 3, 4, 5]);
      await reader.leave();
    });
  });

  test("parked messages still exist, also those that were being replayed", async () => {
    const dataDir = freshFolder();
    const { stream, group } = await withNode(dataDir, async (client) => {
      const made = await groupOver(client, 4, eager);
      const { read, settled } = groupsOf(client);
      const reader = read(made.stream, made.group);
      await reader.reached(4);
      await reader.nack("park", ...reader.received);
      await settled(made.stream, made.group, 3n);
      await client.replayParkedMessagesToStream(made.stream, made.group);
      await reader.reached(8);
      await reader.ack(...reader.received.slice(4, 5));
      return made;
    });
    await withNode(dataDir, async (client) => {
      const { read, infoOf } = groupsOf(client);
      expect((await infoOf(stream, group)).stats.parkedMessageCount).toBeGreaterThanOrEqual(3n);
      await client.replayParkedMessagesToStream(stream, group);
      const reader = read(stream, group).ackEach();
      await reader.met(() => range(1, 4).every((n) => ns(reader.received).includes(n)));
      await reader.leave();
    });
  });

  test("a group that started at the end has the same start", async () => {
    const dataDir = freshFolder();
    const stream = freshStream();
    await withNode(dataDir, async (client) => {
      await client.appendToStream(stream, several(3));
      await client.createPersistentSubscriptionToStream(stream, "g", toStream({ startFrom: END }));
      await client.appendToStream(stream, happened(3));
    });
    await withNode(dataDir, async (client) => {
      const reader = groupsOf(client).read(stream, "g").ackEach();
      expect(ns(await reader.reached(1))).toEqual([3]);
      await reader.leave();
    });
  });

  test("a deleted group stays deleted", async () => {
    const dataDir = freshFolder();
    const made = await withNode(dataDir, async (client) => {
      const group = await groupOver(client, 1);
      await client.deletePersistentSubscriptionToStream(group.stream, group.group);
      return group;
    });
    await withNode(dataDir, async (client) => {
      await expect(groupsOf(client).infoOf(made.stream, made.group)).rejects.toMatchObject({
        type: "persistent-subscription-does-not-exist",
      });
    });
  });
});

test("a node that closes drops the consumers of its groups, and keeps what they have settled", async () => {
  const dataDir = freshFolder();
  const node = await startEventNode({ dataDir });
  const client = connect(node);
  const { stream, group } = await groupOver(client, 5);
  const reader = groupsOf(client).read(stream, group, 3);
  await reader.reached(3);
  await reader.ack(...reader.received);
  await reader.reached(5);
  await node.close();
  expect(await reader.ended()).toMatchObject({ type: "persistent-subscription-dropped" });
  await client.dispose();
  await withNode(dataDir, async (next) => {
    const { stats } = await groupsOf(next).infoOf(stream, group);
    expect(stats.lastCheckpointedEventRevision).toBe(2n);
  });
});

// Starts three nodes as processes, one after the other.
test("a group on a killed node skips nothing, and redelivers nothing from before its checkpoint", {
  timeout: 60_000,
}, async () => {
  const dataDir = freshFolder();
  const stream = freshStream();
  const answered = new Set<number>();
  await withKilledNode(dataDir, async (client) => {
    const bounds = { checkPointLowerBound: 1, checkPointUpperBound: 5, checkPointAfter: 10 };
    await client.createPersistentSubscriptionToStream(stream, "g", toStream(bounds));
    await client.appendToStream(stream, several(200));
  });
  for (const round of range(0, 2))
    await withKilledNode(dataDir, async (client) => {
      const { read, infoOf } = groupsOf(client);
      const checkpoint = (await infoOf(stream, "g")).stats.lastCheckpointedEventRevision ?? -1n;
      const reader = read(stream, "g", 4);
      reader.each((event) => {
        for (const n of ns([event])) answered.add(n);
        return reader.ack(event).catch(() => {});
      });
      await reader.reached(60);
      expect(Math.min(...ns(reader.received)), `round ${round}`).toBe(Number(checkpoint) + 1);
    });
  await withNode(dataDir, async (client) => {
    const { read, infoOf } = groupsOf(client);
    expect((await infoOf(stream, "g")).stats.lastCheckpointedEventRevision).toBeGreaterThan(60n);
    const reader = read(stream, "g");
    reader.each((event) => {
      for (const n of ns([event])) answered.add(n);
      return reader.ack(event);
    });
    await reader.met(() => answered.size === 200);
    expect((await collected(client.readStream(stream))).length).toBe(200);
    await reader.leave();
  });
});
