import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { newId } from "../log/ledger.ts";
import type { Log } from "../log/log.ts";

/** Runs at most one scavenge, stream by stream, between the appends of clients. */
export const scavenges = (log: Log) => {
  let running: { readonly id: string; readonly ended: Promise<void> } | undefined;
  let isStopping = false;

  const tell = (id: string, type: string, data: Readonly<Record<string, unknown>>) =>
    log.append(`$scavenges-${id}`, "any", [
      {
        id: newId(),
        type,
        isJson: true,
        metadata: Buffer.alloc(0),
        data: Buffer.from(JSON.stringify({ scavengeId: id, ...data })),
      },
    ]);

  const run = async (id: string) => {
    let [from, events, spaceSaved] = [0n, 0, 0];
    await tell(id, "$scavengeStarted", {});
    while (!isStopping) {
      const step = await log.scavengeFrom(from);
      if (step === undefined) break;
      if (step.at === undefined) {
        await log.failpoint("scavenge.before-shrink");
        while (!isStopping && (await log.shrink())) await nextTurn();
        return void (await tell(id, "$scavengeCompleted", { result: "Success", events, spaceSaved }));
      }
      events += step.events;
      spaceSaved += step.bytes;
      from = step.isStreamDone ? step.at + 1n : step.at;
      await nextTurn();
    }
    await tell(id, "$scavengeCompleted", { result: "Stopped", events, spaceSaved });
  };

  return {
    runningId: () => running?.id,
    start: (): string => {
      const id = randomUUID();
      isStopping = false;
      const ended = run(id).finally(() => {
        running = undefined;
      });
      running = { id, ended };
      return id;
    },
    stop: async (): Promise<void> => {
      isStopping = true;
      await running?.ended;
    },
  };
};

export type Scavenges = ReturnType<typeof scavenges>;
