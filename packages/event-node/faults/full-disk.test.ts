import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonEvent } from "@eventstore/db-client";
import { expect, test } from "vitest";
import { afterThisFile, freshFolder, waysToAppend } from "../contract/testbed.ts";
import { endNode, startNode } from "./node-process.ts";

/** Mounts a file system of a few megabytes. */
const smallDisk = (): string => {
  const folder = freshFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "ignore" });
  afterThisFile(() => execFileSync("umount", ["--lazy", folder]));
  return folder;
};

/**
 * Mounting needs root and is not allowed in every container; elsewhere `writer.test.ts` limits the file size in SQLite.
 */
const canMakeDisks = (() => {
  try {
    return smallDisk() !== "";
  } catch {
    return false;
  }
})();

const big = () => jsonEvent({ type: "Happened", data: { text: "x".repeat(20_000) } });

test.runIf(canMakeDisks)(
  "on a full disk appends are refused and reads work, and appends work again when there is space",
  async () => {
    const folder = smallDisk();
    const ballast = join(folder, "ballast");
    writeFileSync(ballast, Buffer.alloc(1_000_000));
    const node = await startNode(folder);
    const { client } = node;
    const seen: string[] = [];
    client
      .subscribeToStream("s")
      .on("data", ({ event }) => event && seen.push(event.id))
      .on("error", () => {});
    const acknowledged: string[] = [];
    const append = async (way: object) => {
      const event = big();
      await client.appendToStream("s", event, way);
      acknowledged.push(event.id);
    };
    const fill = async () => {
      for (;;) await append({});
    };
    const stored = async () => {
      const ids: string[] = [];
      for await (const { event } of client.readStream("s")) if (event) ids.push(event.id);
      return ids;
    };
    await expect(fill()).rejects.toThrow();
    for (const { options } of waysToAppend)
      await expect(append(options)).rejects.toMatchObject({
        type: expect.stringMatching(/^(timeout|deadline-exceeded)$/),
      });
    expect(await stored()).toEqual(acknowledged);
    rmSync(ballast);
    for (const { options } of waysToAppend) await append(options);
    expect(await stored()).toEqual(acknowledged);
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual(acknowledged);
    await endNode(node, "SIGKILL");

    writeFileSync(ballast, "");
    const again = await startNode(folder);
    const ids: string[] = [];
    for await (const { event } of again.client.readStream("s")) if (event) ids.push(event.id);
    expect(ids).toEqual(acknowledged);
    await endNode(again);
  },
);

test.runIf(canMakeDisks)("a node that cannot create its log on a full disk reports it", async () => {
  const folder = smallDisk();
  const fill = () => {
    for (let n = 0; ; n += 1) writeFileSync(join(folder, `ballast-${n}`), Buffer.alloc(100_000));
  };
  expect(fill).toThrow();
  await expect(startNode(join(folder, "."))).rejects.toThrow("the disk is full");
});
