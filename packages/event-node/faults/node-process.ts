import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { EventStoreDBClient } from "@eventstore/db-client";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export interface NodeProcess {
  readonly child: ChildProcess;
  readonly connectionString: string;
  readonly client: EventStoreDBClient;
  /** The exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  readonly isAlive: () => boolean;
}

/** Starts a node from the command line; rejects with its output if it does not start. */
export const startNode = async (dataDir: string, failpoints = ""): Promise<NodeProcess> => {
  const child = spawn(process.execPath, [main, "--data", dataDir, "--port", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, EVENT_NODE_FAILPOINTS: failpoints },
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const exited = once(child, "close").then(([code, signal]: (number | string | null)[]) => code ?? signal ?? -1);
  const [line] = await Promise.race([once(child.stdout, "data"), exited.then(() => [])]);
  if (line === undefined) throw new Error(said.trim());
  const connectionString = String(line).trim();
  const client = EventStoreDBClient.connectionString(connectionString);
  return {
    child,
    connectionString,
    client,
    exited,
    isAlive: () => child.exitCode === null && child.signalCode === null,
  };
};

/** Stops a node and its client, and waits for its exit. */
export const endNode = async (node: NodeProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<number | string> => {
  node.child.kill(signal);
  const how = await node.exited;
  await node.client.dispose();
  return how;
};

/** Runs a maintenance command on a folder; returns its exit code and its output. */
export const runTask = (args: readonly string[], failpoints = "") => {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
    env: { ...process.env, EVENT_NODE_FAILPOINTS: failpoints },
  });
  return { how: status ?? signal, said: (stdout + stderr).trim() };
};
