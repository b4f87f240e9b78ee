import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EventNode, startEventNode } from "@lianxiao/event-node";

/** An event node on a folder of its own, which can be stopped and started again on the same port. */
export const restartableNode = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "lianxiao-kernel-"));
  let node: EventNode | undefined = await startEventNode({ dataDir });
  const { connectionString, port } = node;
  const stop = async () => {
    await node?.close();
    node = undefined;
  };
  return {
    connectionString,
    stop,
    start: async () => {
      node = await startEventNode({ dataDir, port });
    },
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true });
    },
  };
};
