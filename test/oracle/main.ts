import { startDatabases } from "./databases.ts";
import { historyOf, reportOf } from "./report.ts";
import { type Found, searchHistories, searchWorlds } from "./search.ts";
import { tally } from "./tally.ts";

// Runs until this many answers have been compared: `npm run oracle -- 100000`. LIANXIAO_SEED selects other histories.
const wanted = Number(process.argv[2] ?? 20_000);
const seed = Number(process.env["LIANXIAO_SEED"] ?? 20_230_901);
const since = performance.now();
const seen = tally();
const databases = await startDatabases();
const differences: Found[] = [];
let histories = 0;
try {
  const { found, ...lived } = await searchWorlds(databases, seen, { seed, worlds: Math.ceil(wanted / 1_000) });
  if (found) differences.push(found);
  for (let round = 0; seen.checks.of("answers") < wanted && differences.length === 0; round += 1) {
    const { runs, found } = await searchHistories(databases, seen, seed + round);
    histories += runs;
    if (found) differences.push(found);
    console.log(`${seen.checks.of("answers")} answers, ${lived.worlds} worlds, ${histories} histories`);
  }
  const seconds = Math.round((performance.now() - since) / 1_000);
  console.log(reportOf(seen, { seed, histories, ...lived, differences: differences.length, seconds }));
} finally {
  await databases.close();
}
for (const { seed, error, records } of differences) console.log(`✗ seed ${seed}: ${error}\n${historyOf(records)}`);
process.exitCode = differences.length > 0 ? 1 : 0;
