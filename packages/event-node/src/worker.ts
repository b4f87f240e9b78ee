import { parentPort, workerData } from "node:worker_threads";
import { type Clock, realClock } from "./clock.ts";
import { startEventNode } from "./node.ts";
import type { EventNodeThreadOptions, Told } from "./thread.ts";

const { clockOffsetMs, ...options }: EventNodeThreadOptions = workerData;

const shifted = (offset: SharedArrayBuffer): Clock => {
  const ms = new BigInt64Array(offset);
  return () => new Date(realClock().getTime() + Number(Atomics.load(ms, 0)));
};

const tell = (told: Told) => parentPort?.postMessage(told, []);

try {
  const node = await startEventNode(clockOffsetMs ? { ...options, clock: shifted(clockOffsetMs) } : options);
  tell({ kind: "started", connectionString: node.connectionString, port: node.port });
  parentPort?.once("message", () => node.close());
  // An open port would keep the thread alive after the node has stopped.
  void node.closed.then(() => parentPort?.close());
} catch (error) {
  tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
}
