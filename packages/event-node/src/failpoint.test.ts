import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type EventStoreDBClient, NO_STREAM } from "@eventstore/db-client";
import { describe, expect, test } from "vitest";
import { type FailpointName, failpointNames, failpointsIn } from "./failpoint.ts";
import { collected, connect, freshFolder, freshStream, nodeForThisFile, several, waysToAppend } from "./fixture.ts";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

const started = async (dataDir: string, failpoints: string) => {
  const child: ChildProcess = spawn(process.execPath, [main, "--data", dataDir, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, EVENT_NODE_FAILPOINTS: failpoints },
  });
  const exited = once(child, "exit");
  const [line] = await once(child.stdout ?? child, "data");
  return { child, exited, client: connect({ connectionString: String(line).trim() }) };
};

const writers = 8;
const batch = 3;

/** The failure points that every append passes. */
const ofAppends = failpointNames.filter((name) => /^(log|append)\./.test(name));

test.each(ofAppends)(
  "killed at %s, a node has lost no acknowledged append, and a retry does not duplicate one",
  { timeout: 60_000 },
  async (name) => {
    const dataDir = freshFolder();
    const acknowledged = new Set<string>();
    const sent = Array.from({ length: writers }, (): { id: string }[] => []);

    /** Appends until the node stops or enough is done; unanswered appends are retried unchanged on the next node. */
    const write = async (client: EventStoreDBClient, writer: number, exited: Promise<unknown>, untilCount: number) => {
      const mine = sent[writer] ?? [];
      const open = mine.filter(({ id }) => !acknowledged.has(id));
      while (open.length > 0 || mine.length < untilCount) {
        const events = open.length > 0 ? mine.slice(-batch) : several(batch);
        if (open.length === 0) mine.push(...events);
        const before = mine.length - batch;
        const expectedRevision = before === 0 ? NO_STREAM : BigInt(before - 1);
        const { options } = waysToAppend[writer % 2] ?? waysToAppend[0];
        const append = client.appendToStream(`writer-${writer}`, events as ReturnType<typeof several>, {
          ...options,
          expectedRevision,
        });
        const answer = await Promise.race([append.catch(() => undefined), exited.then(() => undefined)]);
        if (!answer?.success) return;
        for (const { id } of events) acknowledged.add(id);
        open.length = 0;
      }
    };
    const writeAll = ({ client, exited }: Awaited<ReturnType<typeof started>>, untilCount: number) =>
      Promise.all(sent.map((_, writer) => write(client, writer, exited, untilCount)));

    const first = await started(dataDir, `${name}=crash@40`);
    await writeAll(first, Number.POSITIVE_INFINITY);
    expect(await first.exited).toEqual([null, "SIGKILL"]);
    await first.client.dispose();
    expect(acknowledged.size).toBeGreaterThan(0);

    const second = await started(dataDir, "");
    const stored = async (writer: number) => {
      const events = second.client.readStream(`writer-${writer}`);
      return (await collected(events)).map(({ id }) => id);
    };
    const survived = (await Promise.all(sent.map((_, writer) => stored(writer).catch(() => [])))).flat();
    expect(new Set(survived).isSupersetOf(acknowledged)).toBe(true);
    await writeAll(second, 30);
    for (const [writer, events] of sent.entries()) expect(await stored(writer)).toEqual(events.map(({ id }) => id));
    await second.client.dispose();
    second.child.kill("SIGTERM");
    expect(await second.exited).toEqual([0, null]);
  },
);

describe("a fault in the write path", () => {
  const faulty: { at?: FailpointName } = {};
  const failpoint = (name: FailpointName) => {
    if (faulty.at === name) throw new Error("a fault");
  };

  test.each(ofAppends.flatMap((name) => waysToAppend.map(({ way, options }) => ({ name, way, options }))))(
    "at $name fails the call, and the same $way retried writes once",
    async ({ name, options }) => {
      const { client } = await nodeForThisFile({ failpoint });
      const stream = freshStream();
      const events = several(2);
      const append = () => client.appendToStream(stream, events, { ...options, expectedRevision: NO_STREAM });
      faulty.at = name;
      await expect(append()).rejects.toThrow();
      delete faulty.at;
      expect(await append()).toMatchObject({ success: true, nextExpectedRevision: 1n });
      expect((await collected(client.readStream(stream))).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    },
  );
});

describe("failure points", () => {
  test("act from the given hit on", async () => {
    let crashes = 0;
    const failpoint = failpointsIn("log.after-commit=crash@2,append.before-reply=throw", () => {
      crashes += 1;
    });
    await failpoint("log.after-commit");
    expect(crashes).toBe(0);
    await failpoint("log.after-commit");
    expect(crashes).toBe(1);
    expect(() => failpoint("append.before-reply")).toThrow("append.before-reply");
    await failpoint("log.before-write");
  });

  test.each(["nonsense", "log.nowhere=crash", "log.after-commit=burn"])("cannot be parsed from %j", (description) => {
    expect(() => failpointsIn(description, () => {})).toThrow(description);
  });
});
