import { expect, test } from "vitest";
import { collected, connect, freshFolder, freshStream, happened, rawClient, several, take } from "./fixture.ts";
import { startEventNode } from "./node.ts";
import { startEventNodeThread } from "./thread.ts";

test("a node in a thread works like one in the calling thread", async () => {
  const dataDir = freshFolder();
  const node = await startEventNodeThread({ dataDir });
  const client = connect(node);
  const stream = freshStream();
  const subscription = client.subscribeToStream(stream);
  subscription.once("caughtUp", () => client.appendToStream(stream, several(3)));
  expect(await take(subscription, 3)).toHaveLength(3);
  await client.dispose();
  await node.close();
  const next = await startEventNode({ dataDir });
  await next.close();
});

test("the clock of a thread can be moved while it runs", async () => {
  const clockOffsetMs = new SharedArrayBuffer(8);
  const offset = new BigInt64Array(clockOffsetMs);
  const node = await startEventNodeThread({ dataDir: freshFolder(), clockOffsetMs });
  const client = connect(node);
  const stream = freshStream();
  const year = 365 * 24 * 3600 * 1000;
  for (const years of [0, 2, -1]) {
    Atomics.store(offset, 0, BigInt(years * year));
    await client.appendToStream(stream, happened(years));
  }
  const ahead = (await collected(client.readStream(stream))).map(({ created }) =>
    String(Math.round((created.getTime() - Date.now()) / year)),
  );
  expect(ahead).toEqual(["0", "2", "-1"]);
  await client.dispose();
  await node.close();
});

test("a thread that cannot start reports the reason", async () => {
  const dataDir = freshFolder();
  const node = await startEventNodeThread({ dataDir });
  await expect(startEventNodeThread({ dataDir })).rejects.toThrow(dataDir);
  await expect(startEventNodeThread({ dataDir: freshFolder(), port: node.port })).rejects.toThrow(String(node.port));
  await node.close();
  await node.close();
});

test("a node in a thread and its thread stop when a client shuts it down", async () => {
  const node = await startEventNodeThread({ dataDir: freshFolder() });
  const path = "/event_store.client.operations.Operations/Shutdown";
  await new Promise<void>((resolve, reject) =>
    rawClient(node).unary(path, Buffer.alloc(0), (error) => (error ? reject(error) : resolve())),
  );
  await node.closed;
  await node.close();
});
