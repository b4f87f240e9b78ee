import { EventStoreDBClient } from "@eventstore/db-client";
import { inFreshFolder } from "../child.ts";
import { paired, perSecond, type Show } from "../measure.ts";
import { startNode, startRawLog, startStub } from "./programs.ts";
import type { Asked } from "./raw-log.ts";
import { several } from "./sample.ts";
import { inFlight, streamOf, type Workload, workloads } from "./workload.ts";

/** The throughput of durable appends through a client, compared with the bare log and with bare gRPC. */
export const appends = (show: Show): Promise<void> =>
  inFreshFolder((folder) =>
    inFreshFolder(async (rawFolder) => {
      const node = await startNode(folder);
      const raw = await startRawLog(rawFolder);
      const stub = await inFreshFolder(startStub);
      const [client, stubbed] = [node, stub].map(({ said }) => EventStoreDBClient.connectionString(said));
      if (!client || !stubbed) throw new Error("There are two clients.");

      const through = (to: EventStoreDBClient, workload: Workload) => () => {
        const { appends: count, inFlight: most, events } = workloads[workload];
        return perSecond(count * events, () =>
          inFlight(count, most, (n) => to.appendToStream(streamOf(n), several(events))),
        );
      };
      for (const workload of Object.keys(workloads) as Workload[]) {
        const asked: Asked = { append: workload };
        const alone = () => raw.ask<number>(asked);
        const ours = through(client, workload);
        const acknowledged = through(stubbed, workload);
        for (const warmUp of [ours, alone, acknowledged]) await warmUp();
        show(await paired(`events/s appended, ${workload}, against the log alone`, ours, alone));
        show(await paired(`events/s appended, ${workload}, against mere acknowledgement`, ours, acknowledged));
      }
      await Promise.all([client.dispose(), stubbed.dispose()]);
      await Promise.all([node.stop(), raw.stop(), stub.stop()]);
    }),
  );
