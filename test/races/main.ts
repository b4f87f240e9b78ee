import { startCommands } from "../commands.ts";
import { killed } from "./kills.ts";
import { pairs } from "./pairs.ts";
import { races } from "./race.ts";

// `npm run races`: every pair 50 times, then kills at every failure point of commands that write to several streams.
// `npm run races -- 10`: every pair ten times. `npm run races -- kills`: only the kills.
// `npm run races -- kills approve`: only the kills of commands whose names contain "approve".
const [first = "50", wanted = ""] = process.argv.slice(2);
const say = (violations: readonly string[], counts: object, since: number): void => {
  for (const violation of new Set(violations)) console.log(`✗ ${violation}`);
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(JSON.stringify({ ...counts, violations: violations.length, seconds }));
  if (violations.length > 0) process.exitCode = 1;
};

if (first !== "kills") {
  const since = performance.now();
  const commands = await startCommands();
  const progressed = (done: number, all: number): void => {
    if (done % 500 === 0)
      console.error(`${done} of ${all} rounds, ${((performance.now() - since) / 1000).toFixed(0)} s`);
  };
  const { violations, ...counts } = await races(commands, { rounds: Number(first), progressed });
  await commands.close();
  say(violations, { pairs: pairs.length, ...counts }, since);
}
const since = performance.now();
const { violations, ...counts } = await killed({ wanted });
say(violations, counts, since);
