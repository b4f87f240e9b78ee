import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { collected, connect, freshFolder, happened } from "../fixture.ts";
import { startEventNode } from "../node.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const rounds = 3;
const appendsARound = 100;
const writers = 16;

const started = async (dataDir: string): Promise<{ child: ChildProcess; connectionString: string }> => {
  const child = spawn(process.execPath, [main, "--data", dataDir, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout ?? child, "data");
  return { child, connectionString: String(line).trim() };
};

test("a node killed at any moment has everything it acknowledged, once, whole and in order", async () => {
  const dataDir = freshFolder();
  const acknowledged = new Map<string, bigint>();
  let sent = 0;

  for (let round = 0; round < rounds; round += 1) {
    const { child, connectionString } = await started(dataDir);
    const client = connect({ connectionString });
    const dead = once(child, "exit").then(() => undefined);
    const enough = acknowledged.size + appendsARound * 3;

    const write = async (stream: string) => {
      while (child.exitCode === null && child.signalCode === null) {
        sent += 1;
        const events = [happened(sent), happened(sent), happened(sent)];
        // The client forgets some of the appends that a broken connection leaves open.
        const answer = await Promise.race([client.appendToStream(stream, events).catch(() => undefined), dead]);
        if (!answer?.position) continue;
        for (const { id } of events) acknowledged.set(id, answer.position.commit);
        if (acknowledged.size === enough) setTimeout(() => child.kill("SIGKILL"), randomInt(20));
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, n) => write(`writer-${n}`)));
    await client.dispose();
  }

  const node = await startEventNode({ dataDir });
  const client = connect(node);
  const all = (await collected(client.readAll())).filter(({ streamId }) => streamId.startsWith("writer-"));
  const ids = all.map(({ id }) => id);
  expect(acknowledged.size).toBeGreaterThanOrEqual(rounds * appendsARound * 3);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids).isSupersetOf(acknowledged)).toBe(true);
  expect(all.length % 3).toBe(0);
  for (let n = 0; n < writers; n += 1) {
    const stream = all.filter(({ streamId }) => streamId === `writer-${n}`);
    expect(stream.map(({ revision }) => revision)).toEqual(stream.map((_, index) => BigInt(index)));
    for (let first = 0; first < stream.length; first += 3)
      expect(new Set(stream.slice(first, first + 3).map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await collected(client.readStream(`writer-${n}`))).toEqual(stream);
  }
  for (const { id, position } of all)
    expect(position?.commit ?? 0n).toBeLessThanOrEqual(acknowledged.get(id) ?? 2n ** 62n);
  await client.dispose();
  await node.close();
});
