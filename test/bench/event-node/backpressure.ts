import { EventStoreDBClient } from "@eventstore/db-client";
import { type Child, inFreshFolder, startNode, startReaders } from "./child.ts";
import { median, paired, perSecond, rounds, type Show } from "./measure.ts";
import { several } from "./sample.ts";
import { inFlight } from "./workload.ts";

const [appends, eventsEach] = [20, 20];

/** Appends while some read and others have stopped reading; every quick one gets every event before this is over. */
const appending = async (node: Child, reading: number, stalled: number) => {
  const client = EventStoreDBClient.connectionString(node.said);
  const quick = reading > 0 ? await startReaders(node.said, reading, 0) : undefined;
  const slow = stalled > 0 ? await startReaders(node.said, 0, stalled) : undefined;
  const before = node.residentMiB();
  const rate = await perSecond(appends * eventsEach, () =>
    inFlight(appends, 4, (n) => client.appendToStream(`booking-${n % 8}`, several(eventsEach))),
  );
  while (quick && (await quick.ask<number>({})) < reading * appends * eventsEach)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const grown = node.residentMiB() - before;
  await Promise.all([quick?.stop(), slow?.stop(), client.dispose()]);
  return { rate, grown };
};

/** What subscribers cost those who append, and above all those who do not read what they asked for. */
export const backpressure = (show: Show): Promise<void> =>
  inFreshFolder(async (folder) => {
    const node = await startNode(folder);
    const grown = { with: [] as number[], without: [] as number[] };
    const all = async () => {
      const done = await appending(node, 150, 50);
      grown.with.push(done.grown);
      return done.rate;
    };
    const quickOnly = async () => {
      const done = await appending(node, 150, 0);
      grown.without.push(done.grown);
      return done.rate;
    };
    const nobody = async () => (await appending(node, 0, 0)).rate;
    await nobody();
    show(await paired("events/s appended, 200 subscribers, 50 not reading, against 150", all, quickOnly));
    show(await paired("events/s appended, 200 subscribers, 50 not reading, against none", all, nobody));
    const [slow, quick] = [median(grown.with), median(grown.without.slice(0, rounds))];
    show({
      question: "MiB grown meanwhile, 200 subscribers, 50 not reading, against 150",
      node: slow,
      baseline: quick,
      ratio: slow / quick,
      least: Math.min(...grown.with) / quick,
      most: Math.max(...grown.with) / quick,
    });
    await node.stop();
  });
