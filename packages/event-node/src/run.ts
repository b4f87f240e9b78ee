import { readFileSync } from "node:fs";
import type { Start } from "./arguments.ts";
import { failpointsIn } from "./failpoint.ts";
import { type EventNode, startEventNode } from "./node.ts";

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error(`The file ${file} cannot be read.`, { cause });
  }
};

/** Starts a node as the command line asks for it. */
export const start = ({ tlsFiles, ...options }: Start, failpoints: string): Promise<EventNode> => {
  const failpoint = failpointsIn(failpoints, () => process.kill(process.pid, "SIGKILL"));
  const tls = tlsFiles && { certificate: read(tlsFiles.certificate), key: read(tlsFiles.key) };
  return startEventNode({ ...options, failpoint, ...(tls && { tls }) });
};
