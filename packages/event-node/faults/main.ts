import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { corruptOnce, usedLog } from "./corrupt.ts";
import { killNodes } from "./kill.ts";

// Kills a node under load again and again, and damages copies of its log: everything acknowledged must exist exactly
// once, complete and in order, and damaged data must never be returned.
const { values } = parseArgs({ options: { kills: { type: "string" }, corruptions: { type: "string" } } });
const kills = Number(values.kills ?? 500);
const corruptions = Number(values.corruptions ?? 200);

const dataDir = mkdtempSync(join(tmpdir(), "event-node-faults-"));
const { counts, faults } = await killNodes(dataDir, kills, (round, acknowledged) => {
  if (round % 10 === 0) console.log(`${round} ends, ${acknowledged} appends acknowledged`);
});
rmSync(dataDir, { recursive: true, force: true });

const verdicts = new Map<string, number>();
const log = await usedLog();
for (let round = 0; round < corruptions; round += 1) {
  const { what, verdict } = await corruptOnce(log, round, (limit) => randomInt(limit));
  verdicts.set(verdict.kind, (verdicts.get(verdict.kind) ?? 0) + 1);
  const said = verdict.kind === "harmless" ? "" : `: ${verdict.said.split("\n").at(-1)}`;
  console.log(`${round + 1}. ${what}: ${verdict.kind}${said}`);
}
rmSync(log.folder, { recursive: true, force: true });

console.table(counts);
console.table(Object.fromEntries(verdicts));
const wrong = { ...faults, "damage that was served": verdicts.get("served") ?? 0 };
console.table(wrong);
const failed = Object.values(wrong).filter((count) => count !== 0).length;
console.log(`${Object.keys(wrong).length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
