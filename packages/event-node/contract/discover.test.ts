import { describe, expect, test } from "vitest";
import { startEventNode } from "../src/node.ts";
import { ClusterInfo } from "../src/wire/node-messages.ts";
import { clientOf } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile } from "./fixture.ts";
import { secureNodeForThisFile } from "./secure-node.ts";
import { afterThisFile, freshFolder, freshStream, rawClient } from "./testbed.ts";

const { node: open } = await nodeForThisFile();
const { node: secure, connected } = await secureNodeForThisFile();
const everywhere = await startEventNode({ dataDir: freshFolder(), host: "0.0.0.0" });
afterThisFile(everywhere.close);

/** Appends and reads through the client. */
const works = async (client: ReturnType<typeof clientOf>) => {
  const stream = freshStream();
  expect((await client.appendToStream(stream, happened(1))).success).toBe(true);
  expect(await collected(client.readStream(stream))).toHaveLength(1);
  await client.dispose();
};

const patterns = [
  "esdb+discover://127.0.0.1:PORT",
  "esdb+discover://localhost:PORT",
  "esdb://127.0.0.1:PORT,localhost:PORT",
  "esdb://127.0.0.1:1,127.0.0.1:PORT",
];

describe("a node is discovered", () => {
  test.each(patterns)("at %s", async (pattern) => {
    await works(clientOf(`${pattern.replaceAll("PORT", String(open.port))}?tls=false`));
  });

  test.each(patterns)("with TLS and a user, at %s", async (pattern) => {
    const address = pattern.replaceAll("PORT", String(secure.port)).replace("://", "://admin:changeit@");
    await works(connected(address));
  });

  test("when it listens on all interfaces, at the address that the client used", async () => {
    await works(clientOf(`esdb+discover://localhost:${everywhere.port}?tls=false`));
  });
});

/** The gossip response. */
const gossip = async (port: number) => {
  const answer = await new Promise<Buffer>((resolve, reject) =>
    rawClient({ port }).unary("/event_store.client.gossip.Gossip/Read", Buffer.alloc(0), (error, bytes) =>
      bytes ? resolve(bytes) : reject(error),
    ),
  );
  return ClusterInfo.decode(answer).members ?? [];
};

describe("discovery returns one member, alive and leader", () => {
  test("at the address that the client used, whatever the node is bound to", async () => {
    const reached = { isAlive: true, state: 8, httpEndPoint: { address: "127.0.0.1", port: everywhere.port } };
    expect(await gossip(everywhere.port)).toMatchObject([reached]);
  });

  test.each([
    { advertise: { host: "events.school.example", port: 443 }, told: { address: "events.school.example", port: 443 } },
    { advertise: { host: "events.school.example" }, told: { address: "events.school.example" } },
    { advertise: { port: 12113 }, told: { address: "127.0.0.1", port: 12113 } },
  ])("at $advertise if configured", async ({ advertise, told }) => {
    const { node } = await nodeForThisFile({ advertise });
    expect(await gossip(node.port)).toMatchObject([{ httpEndPoint: { port: node.port, ...told } }]);
  });

  test("and the client connects to the advertised address", async () => {
    const { node } = await nodeForThisFile({ advertise: { host: "localhost", port: open.port } });
    const stream = freshStream();
    const client = clientOf(`esdb+discover://127.0.0.1:${node.port}?tls=false`);
    await client.appendToStream(stream, happened(1));
    await client.dispose();
    const direct = clientOf(open.connectionString);
    expect(await collected(direct.readStream(stream))).toHaveLength(1);
    await direct.dispose();
  });
});
