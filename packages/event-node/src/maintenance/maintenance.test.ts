import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { argumentsOf } from "../arguments.ts";
import { collected, connect, freshFolder, happened, several } from "../fixture.ts";
import { logFile } from "../log/open-database.ts";
import { startEventNode } from "../node.ts";
import { maintain } from "./maintain.ts";

/** The output of the command line. */
const run = (...args: string[]): Promise<string> => {
  const asked = argumentsOf(args);
  if (asked.kind !== "maintain") throw new Error(`${args.join(" ")} is no maintenance`);
  return maintain(asked.task);
};

type Client = ReturnType<typeof connect>;

const withNode = async <T>(dataDir: string, work: (client: Client, port: number) => Promise<T>): Promise<T> => {
  const node = await startEventNode({ dataDir });
  const client = connect(node);
  try {
    return await work(client, node.port);
  } finally {
    await client.dispose();
    await node.close();
  }
};

const all = async (client: Client) => collected(client.readAll());

/** A folder whose log has deletions, links, metadata and names in a non-Latin script. */
const lived = async () => {
  const dataDir = freshFolder();
  const events = await withNode(dataDir, async (client) => {
    await client.appendToStream("学校-1", several(20));
    await client.appendToStream("gone", several(3));
    await client.appendToStream("ended", several(2));
    await client.deleteStream("gone");
    await client.tombstoneStream("ended");
    await client.setStreamMetadata("学校-1", { maxCount: 15 });
    return all(client);
  });
  return { dataDir, events };
};

const harm = (dataDir: string, sql: string) => {
  const database = new DatabaseSync(logFile(dataDir));
  database.exec(sql);
  database.close();
};

test("verify accepts an intact log", async () => {
  const { dataDir } = await lived();
  expect(await run("verify", "--data", dataDir)).toMatch(/^All \d+ events/);
});

test.each([
  [
    "a byte of an event",
    "update events set body = cast(substr(body, 1, length(body) - 1) || 'x' as blob) where revision = 7",
  ],
  ["an event's place", "update events set position = position + 1 where position = (select max(position) from events)"],
  ["an event's revision", "update events set revision = 99 where revision = 19"],
  ["an event's id", "update events set id = zeroblob(16) where revision = 7"],
])("verify detects that %s was changed", async (_, sql) => {
  const { dataDir } = await lived();
  harm(dataDir, sql);
  await expect(run("verify", "--data", dataDir)).rejects.toThrow("revision");
});

test("an exported log can be imported, at the same positions", async () => {
  const { dataDir, events } = await lived();
  const file = join(freshFolder(), "log.jsonl");
  await run("export", "--data", dataDir, "--to", file);
  const other = join(freshFolder(), "new");
  await run("import", "--data", other, "--from", file);
  await withNode(other, async (client) => {
    expect(await all(client)).toEqual(events);
    expect((await client.appendToStream("学校-1", happened(20), { expectedRevision: 19n })).success).toBe(true);
    await expect(collected(client.readStream("ended"))).rejects.toMatchObject({ type: "stream-deleted" });
    await expect(collected(client.readStream("gone"))).rejects.toMatchObject({ type: "stream-not-found" });
    expect(await collected(client.readStream("学校-1"))).toHaveLength(15);
  });
});

test("an export that is incomplete or was changed is not imported at all", async () => {
  const { dataDir } = await lived();
  const file = join(freshFolder(), "log.jsonl");
  await run("export", "--data", dataDir, "--to", file);
  const whole = readFileSync(file, "utf8");
  const lines = whole.trimEnd().split("\n");
  const other = freshFolder();
  for (const broken of [
    lines.slice(0, -1).join("\n"),
    lines.toSpliced(5, 1).join("\n"),
    lines.slice(1).join("\n"),
    whole.replace(/"position":"0"/, '"position":"1"'),
    "",
  ]) {
    writeFileSync(file, broken);
    await expect(run("import", "--data", other, "--from", file)).rejects.toThrow(file);
    await expect(run("verify", "--data", other)).rejects.toThrow("no event log");
  }
  await expect(run("import", "--data", dataDir, "--from", file)).rejects.toThrow("already");
  await expect(run("export", "--data", dataDir, "--to", file)).rejects.toThrow(file);
});

test("a node can be started on the backup of a stopped node", async () => {
  const { dataDir, events } = await lived();
  const other = freshFolder();
  expect(await run("backup", "--data", dataDir, "--to", other)).toContain(other);
  expect(await run("verify", "--data", other)).toContain("All");
  await withNode(other, async (client) => expect(await all(client)).toEqual(events));
  await expect(run("backup", "--data", dataDir, "--to", other)).rejects.toThrow("already");
});

test("a backup of a running node contains everything that was acknowledged before it", async () => {
  const { dataDir } = await lived();
  let isOver = false;
  const { backedUp, before } = await withNode(dataDir, async (client, port) => {
    const write = async (stream: string) => {
      while (!isOver) await client.appendToStream(stream, several(20));
    };
    const writing = Promise.all(["a", "b", "c"].map(write));
    try {
      for (let n = 0; n < 20; n += 1) await client.appendToStream("before", several(50));
      const before = (await collected(client.readStream("before"))).map(({ id }) => id);
      await expect(run("verify", "--data", dataDir)).rejects.toThrow("in use");
      const said = await run("backup", "--node", `127.0.0.1:${port}`);
      return { backedUp: /in (.*)\.$/.exec(said)?.[1] ?? "", before };
    } finally {
      isOver = true;
      await writing;
    }
  });
  expect(await run("verify", "--data", dirname(backedUp))).toContain("All");
  await withNode(dirname(backedUp), async (client) => {
    expect(new Set((await all(client)).map(({ id }) => id)).isSupersetOf(new Set(before))).toBe(true);
  });
});

/** Downgrades the tables to a format that had no stream bounds and no gaps. */
const age = (dataDir: string, version: 1 | 2) => {
  const database = new DatabaseSync(logFile(dataDir));
  database.function("old_sum", { useBigIntArguments: true }, (position, body) =>
    crc32(body as Uint8Array, crc32(String(position))),
  );
  database.exec(`drop table gaps; alter table streams drop column first; alter table streams drop column last;
    ${version === 1 ? "alter table events drop column checksum" : "update events set checksum = old_sum(position, body)"};
    pragma user_version = ${version}`);
  database.close();
};

test.each([1, 2] as const)("a log of format %i is upgraded", async (version) => {
  const { dataDir, events } = await lived();
  age(dataDir, version);
  await withNode(dataDir, async (client) => expect(await all(client)).toEqual(events));
  expect(await run("verify", "--data", dataDir)).toContain("All");
});

test("a damaged log of an older format is not changed", async () => {
  const { dataDir } = await lived();
  age(dataDir, 2);
  harm(dataDir, "update events set body = zeroblob(length(body)) where revision = 7");
  for (let n = 0; n < 2; n += 1) await expect(startEventNode({ dataDir })).rejects.toThrow("revision 7 of 学校-1");
});

test("a log of a newer format is refused and not changed", async () => {
  const { dataDir } = await lived();
  harm(dataDir, "pragma user_version = 4");
  await expect(startEventNode({ dataDir })).rejects.toThrow("its format is 4, and this node knows only 3");
});

test("a folder without a log and an unreachable node are reported", async () => {
  const folder = freshFolder();
  appendFileSync(join(folder, "notes.txt"), "nothing");
  await expect(run("verify", "--data", folder)).rejects.toThrow(folder);
  await expect(run("backup", "--node", "127.0.0.1:1")).rejects.toThrow("127.0.0.1:1");
});

test.each([["verify"], ["export", "--data", "d"], ["import", "--data", "d", "--to", "f"], ["backup", "--to", "d"]])(
  "%s without its other arguments is refused",
  (...args) => {
    expect(argumentsOf(args)).toMatchObject({ kind: "wrong" });
  },
);
