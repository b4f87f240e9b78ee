import { readFileSync } from "node:fs";
import type { Start } from "./arguments.ts";
import { type Failpoint, failpointsIn } from "./failpoint.ts";
import { type EventNode, startEventNode } from "./node.ts";

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error(`The file ${file} cannot be read.`, { cause });
  }
};

/** The failure points of a process; `crash` kills the process without cleanup, like a power failure. */
export const failpoints = (description = ""): Failpoint =>
  failpointsIn(description, () => process.kill(process.pid, "SIGKILL"));

/** Starts a node with the options of the command line. */
export const start = ({ tlsFiles, ...options }: Start, failpoint: Failpoint): Promise<EventNode> => {
  const tls = tlsFiles && { certificate: read(tlsFiles.certificate), key: read(tlsFiles.key) };
  return startEventNode({ ...options, failpoint, ...(tls && { tls }) });
};
