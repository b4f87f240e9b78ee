import { type Child, startProgram } from "../child.ts";

const nodeProgram = new URL("../../../packages/event-node/src/main.ts", import.meta.url);

/** Starts a node on a folder, in a process of its own. */
export const startNode = (folder: string): Promise<Child> => startProgram(nodeProgram, ["--data", folder]);

export const startRawLog = (folder: string): Promise<Child> =>
  startProgram(new URL("raw-log.ts", import.meta.url), [folder]);

/** Starts a gRPC server that serves from memory and stores nothing. */
export const startStub = (folder: string): Promise<Child> =>
  startProgram(new URL("stub.ts", import.meta.url), [folder]);

export interface Readers {
  readonly reading: number;
  readonly stalled: number;
  /** Whether they all subscribe to $all, or each to a stream of its own. */
  readonly follow: "all" | "apart";
}

/** Starts subscribers, some that read and some that have stalled. */
export const startReaders = (address: string, { reading, stalled, follow }: Readers): Promise<Child> =>
  startProgram(new URL("readers.ts", import.meta.url), [address, String(reading), String(stalled), follow]);
