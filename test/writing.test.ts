import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEventNode } from "@lianxiao/event-node";
import { connectEventStore, type EventStore, RevisionConflict } from "@lianxiao/kernel";
import { watchWrites } from "@lianxiao/service";
import { afterAll, beforeEach, expect, test } from "vitest";

const disk = { full: false, writes: 0 };
const dataDir = await mkdtemp(join(tmpdir(), "lianxiao-writing-"));
const node = await startEventNode({
  dataDir,
  failpoint: (name) => {
    if (name !== "log.before-write") return;
    disk.writes += 1;
    if (disk.full) throw new Error("database or disk is full");
  },
});
const store = connectEventStore(node.connectionString);
afterAll(async () => {
  await store.close();
  await node.close();
  await rm(dataDir, { recursive: true });
});

const time = { ms: 0 };
const watched = () => watchWrites(store, () => new Date(time.ms));
const happens = (to: EventStore, stream: string = randomUUID()) =>
  to.append({ stream, revision: -1n, events: [{ id: randomUUID(), type: "Happened", data: {}, metadata: {} }] });

/** A write watch after a failed append to a full disk. */
const afterFailure = async () => {
  const writes = watched();
  disk.full = true;
  await expect(happens(writes.store)).rejects.toThrow();
  return writes;
};

beforeEach(() => {
  Object.assign(disk, { full: false, writes: 0 });
  time.ms += 10_000;
});

test("while appends succeed it is ready and writes no probe", async () => {
  const { store: writing, readiness } = watched();
  expect(await readiness()).toEqual({ ready: true });
  await happens(writing);
  expect(await readiness()).toEqual({ ready: true });
  expect(disk.writes).toBe(1);
});

test("while the disk is full it is not ready and says why", async () => {
  const { readiness } = await afterFailure();
  const why = expect.stringContaining("deadline-exceeded");
  expect(await readiness()).toEqual({ ready: false, appends: "failing", why });
});

test("it probes at most once a second, however often readiness is checked", async () => {
  const { readiness } = await afterFailure();
  disk.writes = 0;
  await Promise.all([readiness(), readiness()]);
  time.ms += 999;
  await readiness();
  expect(disk.writes).toBe(1);
  time.ms += 1;
  await readiness();
  expect(disk.writes).toBe(2);
});

test("it is ready again when there is space, and its probes leave one event", async () => {
  for (const _outage of [1, 2, 3]) {
    const { readiness } = await afterFailure();
    expect(await readiness()).toMatchObject({ ready: false });
    disk.full = false;
    time.ms += 1_000;
    expect(await readiness()).toEqual({ ready: true });
  }
  expect(await store.read("probe-writes")).toHaveLength(1);
});

test("a successful command makes it ready without a probe", async () => {
  const { store: writing, readiness } = await afterFailure();
  disk.full = false;
  await happens(writing);
  disk.writes = 0;
  expect(await readiness()).toEqual({ ready: true });
  expect(disk.writes).toBe(0);
});

test("a revision conflict does not count as a failed write", async () => {
  const { store: writing, readiness } = watched();
  const stream = randomUUID();
  await happens(writing, stream);
  await expect(happens(writing, stream)).rejects.toThrow(RevisionConflict);
  disk.writes = 0;
  expect(await readiness()).toEqual({ ready: true });
  expect(disk.writes).toBe(0);
});
