import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collected, connect, freshFolder, freshStream, happened, nodeForThisFile } from "./fixture.ts";
import { startEventNode } from "./node.ts";

describe("a node", () => {
  test("binds to the given port, and reports if it cannot", async () => {
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

  test("in memory stores nothing on disk", async () => {
    const node = await startEventNode({ dataDir: ":memory:" });
    const client = connect(node);
    await client.appendToStream("a", happened(1));
    expect(await collected(client.readStream("a"))).toHaveLength(1);
    await client.dispose();
    await node.close();
  });

  test("takes event timestamps from its clock, which may go back", async () => {
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
  test("is used by one node at a time, and by another after it has closed", async () => {
    const dataDir = freshFolder();
    const first = await startEventNode({ dataDir });
    await expect(startEventNode({ dataDir })).rejects.toThrow(dataDir);
    await first.close();
    const second = await startEventNode({ dataDir });
    await second.close();
  });

  test("is created with its parent folders", async () => {
    const node = await startEventNode({ dataDir: join(freshFolder(), "a", "b") });
    await node.close();
  });

  test("that is not writable is named in the error", async () => {
    await expect(startEventNode({ dataDir: "/dev/null/log" })).rejects.toThrow("/dev/null/log");
  });

  test("that contains something else is not changed", async () => {
    const dataDir = freshFolder();
    writeFileSync(join(dataDir, "events.sqlite"), "a letter to the school board, longer than a header".repeat(100));
    await expect(startEventNode({ dataDir })).rejects.toThrow(dataDir);
  });
});
