import { type Child, startProgram } from "../child.ts";

const nodeProgram = new URL("../../../packages/event-node/src/main.ts", import.meta.url);

/** A node on a folder, in a process of its own. */
export const startNode = (folder: string): Promise<Child> => startProgram(nodeProgram, ["--data", folder]);

export const startRawLog = (folder: string): Promise<Child> =>
  startProgram(new URL("raw-log.ts", import.meta.url), [folder]);

/** A gRPC server that has everything in memory and writes nothing down. */
export const startStub = (folder: string): Promise<Child> =>
  startProgram(new URL("stub.ts", import.meta.url), [folder]);

export interface Readers {
  readonly reading: number;
  readonly stalled: number;
  /** What they follow: all of them the whole log, or each a stream of its own. */
  readonly follow: "all" | "apart";
}

/** So many subscribers that read, and so many that have stopped. */
export const startReaders = (address: string, { reading, stalled, follow }: Readers): Promise<Child> =>
  startProgram(new URL("readers.ts", import.meta.url), [address, String(reading), String(stalled), follow]);
