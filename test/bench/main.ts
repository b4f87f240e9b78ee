import { parseArgs } from "node:util";
import { commands } from "./commands/commands.ts";
import { appends } from "./event-node/appends.ts";
import { backpressure } from "./event-node/backpressure.ts";
import { live } from "./event-node/live.ts";
import { reads } from "./event-node/reads.ts";
import { starts } from "./event-node/starts.ts";
import { heading, line, type Show } from "./measure.ts";

// Reports ratios to a baseline measured in the same run, without absolute limits: `npm run bench`, or a part of it:
// `npm run bench -- appends`.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: "string", default: "200000" },
    sizes: { type: "string", default: "10000,1000000" },
  },
});
const benchmarks = {
  appends,
  reads,
  live,
  backpressure,
  starts: (show: Show) => starts(show, Number(values.events)),
  commands: (show: Show) => commands(show, values.sizes.split(",").map(Number)),
};
const chosen = positionals.length > 0 ? positionals : Object.keys(benchmarks);
console.log(heading);
for (const name of chosen) {
  const benchmark = Object.entries(benchmarks).find(([known]) => known === name)?.[1];
  if (!benchmark) throw new Error(`There is no benchmark "${name}": ${Object.keys(benchmarks).join(", ")}.`);
  await benchmark((row) => console.log(line(row)));
}
