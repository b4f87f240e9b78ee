import { EventStoreDBClient } from "@eventstore/db-client";
import { inFreshFolder, startNode, startRawLog } from "./child.ts";
import { paired, perSecond, type Row } from "./measure.ts";
import type { Asked } from "./raw-log.ts";
import { several } from "./sample.ts";
import { inFlight, streamOf, type Workload, workloads } from "./workload.ts";

/** How much of the log's own speed is left for a client, with every append flushed to the disk. */
export const appends = (): Promise<Row[]> =>
  inFreshFolder((folder) =>
    inFreshFolder(async (rawFolder) => {
      const node = await startNode(folder);
      const raw = await startRawLog(rawFolder);
      const client = EventStoreDBClient.connectionString(node.said);

      const throughClient = (workload: Workload) => () => {
        const { appends: count, inFlight: most, events } = workloads[workload];
        return perSecond(count * events, () =>
          inFlight(count, most, (n) => client.appendToStream(streamOf(n), several(events))),
        );
      };
      const rows: Row[] = [];
      for (const workload of Object.keys(workloads) as Workload[]) {
        const asked: Asked = { append: workload };
        await throughClient(workload)();
        await raw.ask<number>(asked);
        rows.push(
          await paired(`events/s appended, ${workload}, against the log alone`, throughClient(workload), () =>
            raw.ask(asked),
          ),
        );
      }
      await client.dispose();
      await Promise.all([node.stop(), raw.stop()]);
      return rows;
    }),
  );
