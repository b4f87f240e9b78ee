import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEventNode } from "@lianxiao/event-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type System, startSystem } from "./system.ts";

const disk = { full: false };
let system: System;
let closeStore: () => Promise<void>;
beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "lianxiao-readiness-"));
  const failpoint = (name: string) => {
    if (disk.full && name === "log.before-write") throw new Error("database or disk is full");
  };
  const node = await startEventNode({ dataDir, failpoint });
  closeStore = async () => {
    await node.close();
    await rm(dataDir, { recursive: true });
  };
  system = await startSystem({ empty: true, environment: { EVENTSTORE_URL: node.connectionString } });
});
afterAll(async () => {
  await system.close();
  await closeStore();
});

const school = (serial: number) => ({
  code: `213300${9000 + serial}`,
  name: "示例小学",
  type: "211",
  ownership: "PUBLIC",
  urbanRural: "111",
  locatedIn: "330108",
  administeredBy: "330108",
  on: "2010-09-01",
});
const opening = async (serial: number) =>
  (await system.command("bureau-330108", "school/open-school", school(serial))).status;
const ready = async () => {
  const answer = await fetch(`${system.url}/readyz`);
  return { status: answer.status, ...((await answer.json()) as { eventStore: { ready: boolean } }) };
};

test("it is not ready while commands get 503 because writes fail, and is ready again when writes succeed", async () => {
  expect(await ready()).toMatchObject({ status: 200, eventStore: { ready: true } });
  disk.full = true;
  expect(await opening(1)).toBe(503);
  expect(await ready()).toMatchObject({ status: 503, eventStore: { ready: false, appends: "failing" } });
  disk.full = false;
  // Without any command in between: readiness probes the store itself.
  await expect.poll(ready).toMatchObject({ status: 200, eventStore: { ready: true } });
  expect(await opening(1)).toBe(201);
});

test("it is not reachable from other machines", async () => {
  // A server on every interface also accepts connections on every address of 127.0.0.0/8.
  await expect(fetch(`${system.url.replace("localhost", "127.0.0.2")}/healthz`)).rejects.toThrow();
});
