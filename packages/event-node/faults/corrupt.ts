import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { BACKWARDS, END, EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { logFile } from "../src/log/open-database.ts";
import { maintain } from "../src/maintenance/maintain.ts";
import { type EventNode, startEventNode } from "../src/node.ts";
import { load } from "./load.ts";
import { endNode, startNode } from "./node-process.ts";

/** The result of one corruption. */
export type Verdict =
  | { readonly kind: "refused at the start" | "refused when read" | "found by verify"; readonly said: string }
  | { readonly kind: "harmless" }
  | { readonly kind: "served"; readonly said: string };

export interface Corruption {
  readonly what: string;
  readonly verdict: Verdict;
}

type Truth = ReadonlyMap<string, string>;

/** Draws an integer from 0 up to, but not including, `limit`. */
export type Draw = (limit: number) => number;

interface Damage {
  readonly how: string;
  readonly bytes: Buffer;
}

/** One read: the events as they were returned, or the error with which it ended. */
const read = async (events: () => AsyncIterable<{ event?: unknown }>): Promise<{ shown: string[]; error?: string }> => {
  const shown: string[] = [];
  const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
  try {
    for await (const { event } of events()) shown.push(JSON.stringify(event, plain));
    return { shown };
  } catch (error) {
    const { type = "", message } = error as { type?: string; message: string }; // The client throws only errors.
    return type === "stream-not-found" || type === "stream-deleted" ? { shown: [type] } : { shown, error: message };
  }
};

const reads = (client: EventStoreDBClient, streams: readonly string[]) => [
  { of: "$all", events: () => client.readAll() },
  { of: "$all backwards", events: () => client.readAll({ direction: BACKWARDS, fromPosition: END }) },
  ...streams.map((stream) => ({ of: stream, events: () => client.readStream(stream) })),
  ...streams.slice(0, 3).map((stream) => ({
    of: `${stream} backwards`,
    events: () => client.readStream(stream, { direction: BACKWARDS, fromRevision: END }),
  })),
];

/**
 * A log whose node was killed while in use, so that one part is in the database and the other in the write-ahead log.
 */
export const usedLog = async () => {
  const folder = mkdtempSync(join(tmpdir(), "event-node-whole-"));
  const everybody = load();
  // The first node moves everything into the database when it stops; the writes of the second stay in the write-ahead
  // log.
  for (const [appends, signal] of [
    [250, "SIGTERM"],
    [150, "SIGKILL"],
  ] as const) {
    const node = await startNode(folder);
    await everybody.use(node, appends, () => node.child.kill(signal));
  }
  // The writes in progress when the node was killed were not acknowledged, so their loss may go undetected. This last
  // append is acknowledged, and with it everything before it.
  const last = await startNode(folder);
  await last.client.appendToStream("last", jsonEvent({ type: "Noted", data: {} }));
  await endNode(last, "SIGKILL");
  const streams = [...everybody.writers.map(({ stream }) => stream), "cut", "deleted-1", "gone-1", "deleted-2", "last"];
  const copy = mkdtempSync(join(tmpdir(), "event-node-copy-"));
  cpSync(folder, copy, { recursive: true });
  const node = await startNode(copy);
  const truth = new Map<string, string>();
  for (const { of, events } of reads(node.client, streams)) truth.set(of, (await read(events)).shown.join("\n"));
  await endNode(node);
  rmSync(copy, { recursive: true });
  return { folder, streams, truth };
};

export type UsedLog = Awaited<ReturnType<typeof usedLog>>;

const damage = (bytes: Buffer, draw: Draw): Damage => {
  const at = draw(bytes.length);
  const until = Math.min(bytes.length, at + 1 + draw(5_000));
  const changed = Buffer.from(bytes);
  switch (draw(5)) {
    case 0:
    case 1:
      changed[at] = (changed[at] ?? 0) ^ (1 << draw(8));
      return { how: `a bit of byte ${at}`, bytes: changed };
    case 2:
      return { how: `bytes ${at} to ${until} zeroed`, bytes: changed.fill(0, at, until) };
    case 3:
      for (let n = at; n < until; n += 1) changed[n] = draw(256);
      return { how: `bytes ${at} to ${until} overwritten`, bytes: changed };
    default:
      return { how: `cut at byte ${at}`, bytes: changed.subarray(0, at) };
  }
};

/** Flips a bit in a critical place: a header of the file, of a page, of the write-ahead log or of a frame. */
const targeted = (name: string, bytes: Buffer, draw: Draw): Damage => {
  const isLog = name.endsWith("-wal");
  const unit = isLog ? 4_096 + 24 : 4_096;
  const units = Math.max(1, Math.floor(bytes.length / unit));
  const start = draw(units) * unit + (isLog ? 32 : 0);
  const at = Math.min(bytes.length - 1, draw(4) === 0 ? draw(100) : start + draw(isLog ? 40 : 24));
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << draw(8));
  return { how: `a bit of a header's byte ${at}`, bytes: changed };
};

const judge = async (
  folder: string,
  { streams, truth }: { streams: readonly string[]; truth: Truth },
): Promise<Verdict> => {
  const copy = `${folder}-verified`;
  cpSync(folder, copy, { recursive: true });
  const verified = await maintain({ kind: "verify", dataDir: copy }).catch((error: Error) => error);
  rmSync(copy, { recursive: true });
  let node: EventNode;
  try {
    node = await startEventNode({ dataDir: folder });
  } catch (error) {
    return { kind: "refused at the start", said: error instanceof Error ? error.message : "" };
  }
  const client = EventStoreDBClient.connectionString(node.connectionString);
  let refused: string | undefined;
  try {
    for (const { of, events } of reads(client, streams)) {
      const answer = await Promise.race([read(events), wait(10_000, { shown: [], error: `${of} gave no answer` })]);
      const known = truth.get(of) ?? "";
      if (answer.error === undefined && answer.shown.join("\n") !== known) return { kind: "served", said: of };
      const lines = new Set(known.split("\n"));
      if (answer.shown.some((line) => !lines.has(line))) return { kind: "served", said: `a part of ${of}` };
      refused ??= answer.error;
    }
  } finally {
    await client.dispose();
    await node.close();
  }
  if (refused !== undefined) return { kind: "refused when read", said: refused };
  return verified instanceof Error ? { kind: "found by verify", said: verified.message } : { kind: "harmless" };
};

/** Damages a copy of the log in one place and checks that no damaged event is returned. */
export const corruptOnce = async (log: UsedLog, round: number, draw: Draw): Promise<Corruption> => {
  const folder = mkdtempSync(join(tmpdir(), "event-node-damaged-"));
  cpSync(log.folder, folder, { recursive: true });
  const suffix = ["", "-wal", "", "-wal", "-shm"][round % 5] ?? "";
  const file = logFile(folder) + suffix;
  // The -shm file is not used by a node with an exclusive lock; whatever it contains must not matter.
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(32_768);
  const { how, bytes: damaged } = round % 3 === 0 ? targeted(file, bytes, draw) : damage(bytes, draw);
  writeFileSync(file, damaged);
  try {
    return { what: `${how} of the ${suffix === "" ? "database" : suffix.slice(1)}`, verdict: await judge(folder, log) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
