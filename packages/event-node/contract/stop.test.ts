import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { AppendReq } from "../src/wire/append-messages.ts";
import { streamIdentifier } from "../src/wire/shared.ts";
import { clientOf } from "./client/under-test.ts";
import { happened, numbers, several, withNode } from "./fixture.ts";
import { eager, groupsOf, member, ns, toStream } from "./persistent/fixture.ts";
import { freshFolder, rawClient } from "./testbed.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

type Raw = ReturnType<typeof rawClient>;

const ways = {
  SIGTERM: (child: ReturnType<typeof spawn>) => void child.kill("SIGTERM"),
  SIGINT: (child: ReturnType<typeof spawn>) => void child.kill("SIGINT"),
  Shutdown: (_: unknown, { unary }: Raw) =>
    new Promise<void>((resolve, reject) => {
      const path = "/event_store.client.operations.Operations/Shutdown";
      unary(path, Buffer.alloc(0), (error) => (error ? reject(error) : resolve()));
    }),
} as const;

test.each(["SIGTERM", "SIGINT", "Shutdown"] as const)(
  "a node stopped by %s ends every call with its proper status and keeps what it acknowledged",
  async (way) => {
    const dataDir = freshFolder();
    const child = spawn(process.execPath, [main, "--data", dataDir, "--port", "0"], { stdio: "pipe" });
    const [line] = await once(child.stdout, "data");
    const connectionString = String(line).trim();
    const raw = rawClient({ port: Number(new URL(connectionString).port) });
    const client = clientOf(connectionString);
    await client.appendToStream("school-1", several(2));
    await client.createPersistentSubscriptionToStream("school-1", "g", toStream(eager));

    const { promise: halfAppend, resolve } = Promise.withResolvers<number | undefined>();
    const open = raw.append((error) => resolve(error?.code));
    const options = { streamIdentifier: streamIdentifier("school-1"), any: {} };
    open.write(AppendReq.encode({ options }));
    const batch = raw.batchAppend();
    const endOfBatch = expect(batch.toArray()).rejects.toMatchObject({ code: status.CANCELLED });
    // Requests of one connection arrive in order, so when this is answered, both have arrived.
    const gossip = "/event_store.client.gossip.Gossip/Read";
    await new Promise((answered) => raw.unary(gossip, Buffer.alloc(0), answered));
    const follower = member(client.subscribeToStream("school-1"));
    const all = member(client.subscribeToAll());
    const reader = member(client.subscribeToPersistentSubscriptionToStream("school-1", "g"));
    await follower.reached(2);
    await all.reached(2);
    await reader.reached(2);
    await reader.ack(...reader.received.slice(0, 1));
    await groupsOf(client).settled("school-1", "g", 0n);
    const appends = Promise.allSettled(several(20).map((event) => client.appendToStream("school-2", event)));

    const exited = once(child, "exit");
    await ways[way](child, raw);
    expect(await halfAppend).toBe(status.UNAVAILABLE);
    await endOfBatch;
    expect(await follower.ended()).toMatchObject({ type: "cancelled" });
    expect(await all.ended()).toMatchObject({ type: "cancelled" });
    expect(await reader.ended()).toMatchObject({ type: "persistent-subscription-dropped" });
    expect(await exited).toEqual([0, null]);
    const acknowledged = (await appends).filter(({ status: outcome }) => outcome === "fulfilled").length;
    await client.dispose();

    await withNode(dataDir, async (again) => {
      await again.appendToStream("school-2", happened(99));
      expect((await numbers(again.readStream("school-2"))).length).toBeGreaterThan(acknowledged);
      const next = member(again.subscribeToPersistentSubscriptionToStream("school-1", "g"));
      expect(ns(await next.reached(1))).toEqual([1]);
      await next.leave();
    });
  },
);
