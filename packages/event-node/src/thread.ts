import { Worker } from "node:worker_threads";
import type { EventNode, EventNodeOptions } from "./node.ts";

export interface EventNodeThreadOptions extends Omit<EventNodeOptions, "clock" | "failpoint"> {
  /** One BigInt64: milliseconds to add to the real clock. It can be changed while the node runs. */
  readonly clockOffsetMs?: SharedArrayBuffer;
}

/** The thread's only message: it has started, or why it could not. */
export type Told =
  | { readonly kind: "started"; readonly connectionString: string; readonly port: number }
  | { readonly kind: "failed"; readonly message: string };

/** Starts a node in a worker thread, so that disk writes never block the caller's event loop. */
export const startEventNodeThread = (options: EventNodeThreadOptions): Promise<EventNode> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: options });
    const exited = new Promise<void>((done) => worker.once("exit", () => done()));
    worker.once("error", reject);
    worker.once("exit", (code) =>
      reject(new Error(`The node's thread ended with code ${code} before it had started.`)),
    );
    worker.once("message", (told: Told) => {
      if (told.kind === "failed") return reject(new Error(told.message));
      // After the start, an error of the node is an error of the host: without a listener, it is thrown.
      worker.off("error", reject);
      const { connectionString, port } = told;
      const close = () => {
        worker.postMessage("close", []);
        return exited;
      };
      resolve({ connectionString, port, close, closed: exited });
    });
  });
