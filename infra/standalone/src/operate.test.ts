import { connectEventStore, inert, uuidV5 } from "@lianxiao/kernel";
import { createLog, startReactions } from "@lianxiao/service";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { freshEventStore } from "../../../test/event-store.ts";
import { operate } from "./operate.ts";
import { services } from "./services.ts";

const node = await freshEventStore();
const store = connectEventStore(node.url);
afterAll(async () => {
  await store.close();
  await node.remove();
});

const schoolId = "50000000-0000-4000-8000-000000000001";
const stream = `school-${schoolId}`;
const closing = (data: object) => ({ id: uuidV5("closing", stream), type: "SchoolClosed", data, metadata: {} });

const told = async (...words: readonly string[]): Promise<readonly string[]> => {
  const lines: string[] = [];
  await operate(words, { store, services, say: (line) => void lines.push(line) });
  return lines;
};

const running = () => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const log = createLog("reactions", "silent");
  const reactions = startReactions(services, { store, log, failpoint: inert, process: "operated", signal });
  onTestFinished(async () => {
    stopping.abort();
    await reactions.done;
  });
  return reactions;
};

test("a stream with an event that cannot be read is listed, asked to be resumed, and stays while nothing was mended", async () => {
  expect(await told("list")).toEqual([expect.stringContaining("Nothing waits")]);
  await store.append({ stream, revision: -1n, events: [closing({ schoolId })] });
  const { caughtUp, readiness } = running();
  await caughtUp();
  const parked = expect.stringMatching(new RegExp(`^stays-end-with-the-school parked ${stream} at 0: `));
  expect(await told()).toContainEqual(parked);
  expect(await readiness()).toMatchObject({ reactions: { "stays-end-with-the-school": { parked: { count: 1 } } } });
  expect(await told("resume", stream)).toEqual([expect.stringContaining("Noted")]);
  await caughtUp();
  expect(await told("list")).toContainEqual(parked);
});

test.each([
  [["resume"]],
  [["resume", stream, "now"]],
  [["retry"]],
  [["settle", schoolId]],
  [["list", stream]],
  [["forget", stream]],
])("%j is no request", async (words) => {
  await expect(told(...words)).rejects.toMatchObject({ exitCode: 2 });
});
