import { parseArgs } from "node:util";
import { appends } from "./appends.ts";
import { backpressure } from "./backpressure.ts";
import { live } from "./live.ts";
import { heading, line, type Show } from "./measure.ts";
import { reads } from "./reads.ts";
import { starts } from "./starts.ts";

// Ratios against what ran beside it, never absolute gates: `npm run bench`, or only some of it: `npm run bench -- appends`.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { events: { type: "string", default: "200000" } },
});
const benchmarks = { appends, reads, live, backpressure, starts: (show: Show) => starts(show, Number(values.events)) };
const chosen = positionals.length > 0 ? positionals : Object.keys(benchmarks);
console.log(heading);
for (const name of chosen) {
  const benchmark = Object.entries(benchmarks).find(([known]) => known === name)?.[1];
  if (!benchmark) throw new Error(`There is no benchmark "${name}": ${Object.keys(benchmarks).join(", ")}.`);
  await benchmark((row) => console.log(line(row)));
}
