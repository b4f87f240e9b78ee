import { realClock } from "../../../packages/event-node/src/clock.ts";
import { openLog } from "../../../packages/event-node/src/log/log.ts";
import { perSecond } from "../measure.ts";
import { taken } from "./sample.ts";
import { inFlight, streamOf, type Workload, workloads } from "./workload.ts";

// The log without gRPC, to measure the cost of an append in the log alone.
const log = openLog(process.argv[2] ?? "", realClock);

const append = async (workload: Workload): Promise<number> => {
  const { appends, inFlight: most, events } = workloads[workload];
  return perSecond(appends * events, () =>
    inFlight(appends, most, (n) =>
      log.append(
        streamOf(n),
        "any",
        Array.from({ length: events }, () => taken()),
      ),
    ),
  );
};

/** Fills a log with events in streams of ten, as fast as possible. */
const fill = async (events: number): Promise<number> => {
  let made = 0;
  // Sequential ids: with random ones, filling the index of ids would be limited by the disk, which is not measured
  // here.
  const id = () => {
    const bytes = Buffer.from("000000000000-4000-8000-000000000000".replaceAll("-", ""), "hex");
    made += 1;
    bytes.writeUIntBE(made, 0, 6);
    return bytes;
  };
  for (let n = 0; n < events; n += 2_000)
    await Promise.all(
      Array.from({ length: Math.min(200, Math.ceil((events - n) / 10)) }, (_, stream) =>
        log.append(
          `school-${n / 10 + stream}`,
          "no_stream",
          Array.from({ length: 10 }, () => taken(id())),
        ),
      ),
    );
  return events;
};

export type Asked = { readonly append: Workload } | { readonly fill: number };

process.on("message", async (asked: Asked) => {
  const answer = "append" in asked ? await append(asked.append) : await fill(asked.fill);
  process.send?.(answer);
});
process.once("SIGTERM", async () => {
  await log.stop();
  log.release();
  process.exit(0);
});
console.log("ready");
