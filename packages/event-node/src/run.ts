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

/** The failure points of a process, which can end it as suddenly as a power failure does. */
export const failpoints = (description = ""): Failpoint =>
  failpointsIn(description, () => process.kill(process.pid, "SIGKILL"));

/** Starts a node as the command line asks for it. */
export const start = ({ tlsFiles, ...options }: Start, failpoint: Failpoint): Promise<EventNode> => {
  const tls = tlsFiles && { certificate: read(tlsFiles.certificate), key: read(tlsFiles.key) };
  return startEventNode({ ...options, failpoint, ...(tls && { tls }) });
};
