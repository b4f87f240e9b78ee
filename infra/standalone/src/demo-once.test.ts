import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectEventStore } from "@lianxiao/kernel";
import { expect, onTestFinished, test } from "vitest";
import { freshEventStore } from "../../../test/event-store.ts";
import { openDataFolder } from "./data-folder.ts";
import { loadDemoOnce } from "./demo-once.ts";

/** No service handles the commands, so that a load that starts fails. */
const loading = async (streams: readonly string[]) => {
  const node = await freshEventStore();
  const store = connectEventStore(node.url);
  const path = await mkdtemp(join(tmpdir(), "lianxiao-demo-once-"));
  onTestFinished(async () => {
    await store.close();
    await node.remove();
    await rm(path, { recursive: true });
  });
  for (const stream of streams) {
    const event = { id: crypto.randomUUID(), type: "Noted", data: {}, metadata: {} };
    await store.append({ stream, revision: -1n, events: [event] });
  }
  const folder = await openDataFolder(path);
  return loadDemoOnce({ baseUrl: "http://localhost:9", folder, store, recordAt: undefined, say: () => undefined });
};

test("the demo is not loaded into a store in which somebody has recorded something, whoever it was", async () => {
  await loading(["reaction-standalone", "school-1"]);
  await loading(["foreign-1"]);
});

test("the demo is loaded into a new store, also when reactions have noted their place in it", async () => {
  await expect(loading([])).rejects.toThrow();
  await expect(loading(["reaction-standalone"])).rejects.toThrow();
});
