import { inFreshFolder } from "../child.ts";
import { paired, type Show } from "../measure.ts";
import { startNode, startRawLog } from "./programs.ts";
import type { Asked } from "./raw-log.ts";

/** The start time and memory with a long log, compared with an empty one. */
export const starts = (show: Show, events: number): Promise<void> =>
  inFreshFolder((folder) =>
    inFreshFolder(async (empty) => {
      const raw = await startRawLog(folder);
      const asked: Asked = { fill: events };
      await raw.ask(asked);
      await raw.stop();
      const started = (of: string, what: "ms" | "MiB") => async () => {
        const start = performance.now();
        const node = await startNode(of);
        const value = what === "ms" ? performance.now() - start : node.residentMiB();
        await node.stop();
        return value;
      };
      await started(empty, "ms")();
      for (const what of ["ms", "MiB"] as const)
        show(
          await paired(
            `${what === "ms" ? "ms to start" : "MiB resident"} with ${events} events, against none`,
            started(folder, what),
            started(empty, what),
          ),
        );
    }),
  );
