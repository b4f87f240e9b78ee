import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { EventStoreDBClient } from "@eventstore/db-client";
import { expect, test } from "vitest";
import { collected, connect, freshFolder, happened } from "../fixture.ts";
import { startEventNode } from "../node.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/** The expected links, computed from the log itself. */
const expected = async (client: EventStoreDBClient): Promise<string[]> =>
  (await collected(client.readAll())).flatMap(({ streamId, revision }) =>
    streamId.startsWith("school-") ? [`${revision}@${streamId}`] : [],
  );

const linked = async (client: EventStoreDBClient, stream: string): Promise<string[]> =>
  (await collected(client.readStream(stream))).map(({ data }) => Buffer.from(data as Uint8Array).toString()); // The data of a link is not JSON.

/** Waits until the last event has its link, and compares all links. */
const expectEachLinkedOnce = async (client: EventStoreDBClient): Promise<number> => {
  const { streamId, revision } = { streamId: "school-last", revision: (await mark(client)).nextExpectedRevision };
  for (const stream of ["$ce-school", "$et-Happened"]) {
    for await (const { link, event } of client.subscribeToStream(stream, { resolveLinkTos: true }))
      if (link && event?.streamId === streamId && event.revision === revision) break;
    expect(await linked(client, stream)).toEqual(await expected(client));
  }
  return (await expected(client)).length;
};

const mark = (client: EventStoreDBClient) => client.appendToStream("school-last", happened(0));

/** Writes until the node has been killed. */
const writeUntilDead = async (dataDir: string, { failpoints = "", killAfterMs = 0 }): Promise<void> => {
  const child = spawn(process.execPath, [main, "--data", dataDir, "--port", "0", "--system-projections"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, EVENT_NODE_FAILPOINTS: failpoints },
  });
  const dead = once(child, "exit").then(() => undefined);
  const started = await Promise.race([once(child.stdout, "data"), dead]);
  if (!started) return;
  const client = connect({ connectionString: String(started[0]).trim() });
  const timer = killAfterMs > 0 ? setTimeout(() => child.kill("SIGKILL"), killAfterMs) : undefined;
  const write = async (stream: string) => {
    while (child.exitCode === null && child.signalCode === null) {
      const events = [happened(1), happened(2), happened(3)];
      await Promise.race([client.appendToStream(stream, events).catch(() => undefined), dead]);
    }
  };
  await Promise.all([1, 2, 3, 4].map((n) => write(`school-${n}`)));
  clearTimeout(timer);
  await client.dispose();
};

test("every event has its links exactly once and in order after any number of crashes", async () => {
  const dataDir = freshFolder();
  for (const crash of [
    "before-commit=crash@43",
    "after-commit=crash@57",
    "before-commit=crash@3",
    "after-commit=crash@12",
  ])
    await writeUntilDead(dataDir, { failpoints: `log.${crash}` });
  for (let round = 0; round < 3; round += 1) await writeUntilDead(dataDir, { killAfterMs: randomInt(100, 600) });
  const node = await startEventNode({ dataDir, systemProjections: true });
  const client = connect(node);
  expect(await expectEachLinkedOnce(client)).toBeGreaterThan(100);
  await client.dispose();
  await node.close();
}, 180_000);

test("links that were stored without an acknowledgement are not written again", async () => {
  let commits = 0;
  const node = await startEventNode({
    dataDir: freshFolder(),
    systemProjections: true,
    failpoint: (name) => {
      if (name !== "log.after-commit") return;
      commits += 1;
      if (commits % 3 === 0) throw new Error("the answer is lost");
    },
  });
  const client = connect(node);
  for (let n = 0; n < 60; n += 1) await client.appendToStream(`school-${n % 3}`, happened(n)).catch(() => {});
  while (!(await mark(client).catch(() => undefined))?.success);
  commits = Number.NEGATIVE_INFINITY;
  expect(await expectEachLinkedOnce(client)).toBeGreaterThan(60);
  await client.dispose();
  await node.close();
});
