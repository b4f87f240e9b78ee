import { END, EventStoreDBClient } from "@eventstore/db-client";
import { inFreshFolder } from "../child.ts";
import { paired, percentile, type Show } from "../measure.ts";
import { startNode, startRawLog, startStub } from "./programs.ts";
import type { Asked } from "./raw-log.ts";
import { proposed } from "./sample.ts";

const appends = 200;

/** The time from the call of an append to the delivery of its event to a subscriber of the stream. */
const latencies = async (client: EventStoreDBClient): Promise<number[]> => {
  const stream = "school-live";
  const subscription = client.subscribeToStream(stream, { fromRevision: END });
  await new Promise((resolve) => subscription.once("confirmation", resolve));
  const found: number[] = [];
  for (let n = 0; n < appends; n += 1) {
    const start = performance.now();
    const arrived = new Promise((resolve) => subscription.once("data", resolve));
    const answered = client.appendToStream(stream, proposed(n));
    await arrived;
    found.push(performance.now() - start);
    await answered;
  }
  await subscription.unsubscribe();
  return found;
};

/** The latency of live subscriptions, compared with a server that stores and looks up nothing. */
export const live = (show: Show): Promise<void> =>
  inFreshFolder(async (folder) => {
    const raw = await startRawLog(folder);
    const asked: Asked = { fill: 1_000 };
    await raw.ask(asked);
    await raw.stop();
    const stub = await startStub(folder);
    const node = await startNode(folder);
    const client = EventStoreDBClient.connectionString(node.said);
    const stubbed = EventStoreDBClient.connectionString(stub.said);
    await latencies(client);
    await latencies(stubbed);
    for (const percent of [50, 99]) {
      const ms = (asking: EventStoreDBClient) => async () => percentile(await latencies(asking), percent);
      show(await paired(`ms from append to subscriber, p${percent}, against an echo`, ms(client), ms(stubbed)));
    }
    await Promise.all([client.dispose(), stubbed.dispose()]);
    await Promise.all([node.stop(), stub.stop()]);
  });
