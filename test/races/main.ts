import { startCommands } from "../commands.ts";
import { pairs } from "./pairs.ts";
import { races } from "./race.ts";

const rounds = Number(process.argv[2] ?? 50);
const commands = await startCommands();
const since = performance.now();
const { violations, ...counts } = await races(commands, { rounds });
await commands.close();
for (const violation of new Set(violations)) console.log(`✗ ${violation}`);
const seconds = ((performance.now() - since) / 1000).toFixed(1);
console.log(JSON.stringify({ pairs: pairs.length, ...counts, violations: violations.length, seconds }));
process.exitCode = violations.length > 0 ? 1 : 0;
