import { availableParallelism } from "node:os";
import { EventStoreDBClient } from "@eventstore/db-client";
import { type Child, inFreshFolder, keepTo } from "../child.ts";
import { type Measure, median, paired, type Show } from "../measure.ts";
import { type Readers, startNode, startReaders } from "./programs.ts";
import { several } from "./sample.ts";

const measuredMs = 1_000;
/** Many short rounds, because the speed of the machine varies by a factor of two between minutes. */
const times = 15;
const eventsEach = 5;

/** Appends to 200 streams for a second, four at a time; returns the number of events per second. */
const rateOf = async (client: EventStoreDBClient): Promise<number> => {
  let appended = 0;
  const start = performance.now();
  const worker = async (n: number) => {
    for (let next = n; performance.now() - start < measuredMs; next += 4) {
      await client.appendToStream(`booking-${next % 200}`, several(eventsEach));
      appended += eventsEach;
    }
  };
  await Promise.all([0, 1, 2, 3].map(worker));
  return (appended * 1000) / (performance.now() - start);
};

const pacedAppends = 50;
const paceMs = 20;

/** Appends 50 times a second; returns the median latency. */
const latencyOf = async (client: EventStoreDBClient): Promise<number> => {
  const took: number[] = [];
  for (let n = 0; n < pacedAppends; n += 1) {
    const start = performance.now();
    await client.appendToStream(`booking-${n % 200}`, several(1));
    took.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, paceMs));
  }
  return median(took);
};

/** The cores of the node and the appending client, and the cores of the subscribers. */
type Cores = readonly [string, string];

/** All processes share all cores, or the subscribers have a core of their own, as on another machine. */
const shared: Cores = [`0-${availableParallelism() - 1}`, `0-${availableParallelism() - 1}`];
const apart: Cores = ["0", "1"];

/**
 * Appends while some subscribers read and others have stalled; the stalled ones first get enough to fill their buffers.
 */
const appending = async (
  measure: (client: EventStoreDBClient) => Promise<number>,
  node: Child,
  readers: Readers | undefined,
  [forAppends, forReaders]: Cores,
) => {
  const client = EventStoreDBClient.connectionString(node.said);
  const started = readers && (await startReaders(node.said, readers));
  keepTo(forAppends, node.process.pid, process.pid);
  keepTo(forReaders, started?.process.pid);
  const stalledBytes = readers?.follow === "all" ? 400_000 : 0;
  for (let sent = 0; sent < stalledBytes; sent += 100 * 400) await client.appendToStream("booking-0", several(100));
  for (let seen = -1, now = 0; started && now > seen; now = await started.ask<number>({})) {
    seen = now;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const measured = await measure(client);
  const resident = node.residentMiB();
  await Promise.all([started?.stop(), client.dispose()]);
  return { measured, resident };
};

/** The effect of subscribers on appends, in particular of subscribers that do not read. */
export const backpressure = (show: Show): Promise<void> =>
  inFreshFolder(async (folder) => {
    const node = await startNode(folder);
    const resident: Record<string, number[]> = {};
    const under =
      (name: string, readers: Readers | undefined, cores = shared) =>
      (measure = rateOf): Measure =>
      async () => {
        const done = await appending(measure, node, readers, cores);
        resident[name] = [...(resident[name] ?? []), done.resident];
        return done.measured;
      };
    const readers: Readers = { reading: 150, stalled: 50, follow: "all" };
    const nobody = under("nobody", undefined);
    const all = under("all", readers);
    const quick = under("quick", { ...readers, stalled: 0 });
    const stalled = under("stalled", { ...readers, reading: 0 });
    const compare = async (question: string, node: Measure, baseline: Measure) =>
      show(await paired(question, node, baseline, times));
    await nobody()();
    const appended = "events/s appended,";
    const of200 = "200 subscribers of $all, 50 not reading, against none";
    await compare(`${appended} 50 of 200 subscribers of $all not reading, against 150 reading`, all(), quick());
    await compare(`${appended} 50 subscribers of $all not reading, against none`, stalled(), nobody());
    await compare(`${appended} ${of200}`, all(), nobody());
    await compare(`ms to append, fifty a second, ${of200}`, all(latencyOf), nobody(latencyOf));
    if (keepTo(apart[1], process.pid)) {
      const nobodyApart = under("nobody, apart", undefined, apart);
      const eachApart = under("each apart", { ...readers, follow: "apart" }, apart);
      const onOwnCore = "(subscribers on a core of their own)";
      await compare(`${appended} ${of200} ${onOwnCore}`, under("all, apart", readers, apart)(), nobodyApart());
      await compare(`${appended} the same, of a stream each ${onOwnCore}`, eachApart(), nobodyApart());
      keepTo(shared[0], process.pid);
    }
    const [slow, none] = [median(resident["stalled"] ?? []), median(resident["nobody"] ?? [])];
    show({
      question: "MiB resident, 50 subscribers of $all not reading, against none",
      node: slow,
      baseline: none,
      ratio: slow / none,
      least: Math.min(...(resident["stalled"] ?? [])) / none,
      most: Math.max(...(resident["stalled"] ?? [])) / none,
    });
    await node.stop();
  });
