import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkLog, replayed } from "./check.ts";
import { type Acknowledged, tokenFrom } from "./commands.ts";
import { sendLoad } from "./load.ts";
import { holding, killTree, startSystem } from "./process-tree.ts";
import { settled } from "./settled.ts";

// Kills the whole process tree with SIGKILL during 1,000 commands, many times; then everything acknowledged must exist
// exactly once and the read model must equal a rebuild. `npm run faults -- 5` runs five rounds instead of 20.
const rounds = Number(process.argv[2] ?? 20);
const port = 4_700 + Math.floor(Math.random() * 200);
const url = `http://localhost:${port}`;
const folder = await mkdtemp(join(tmpdir(), "lianxiao-faults-"));
const dataDir = join(folder, "data");
const acknowledged: Acknowledged[] = [];
const serial = { next: 0 };
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
console.log(`seed ${seed}, ${rounds} rounds, data in ${dataDir}`);
const killAfter = (round: number): number => 50 + ((seed * 31 + round * 7_919) % 900);

for (let round = 1; round <= rounds; round += 1) {
  const system = await startSystem({ dataDir, port });
  const token = await tokenFrom(url);
  const before = acknowledged.length;
  const wanted = before + killAfter(round);
  const load = sendLoad({ url, token, serial, acknowledged, total: 1_000 });
  while (acknowledged.length < wanted) await new Promise((resolve) => setTimeout(resolve, 1));
  const killed = killTree(system.pid);
  await Promise.all([load, system.ended]);
  console.log(
    `round ${round}: ready in ${Math.round(system.readyMs)} ms, ${acknowledged.length - before} acknowledged, ${killed} processes killed`,
  );
}

const system = await startSystem({ dataDir, port });
const { eventStoreUrl } = JSON.parse(await readFile(join(dataDir, "running.json"), "utf8")) as {
  eventStoreUrl: string;
};
const settledMs = await settled(url);
const token = await tokenFrom(url);
const log = await checkLog(eventStoreUrl, acknowledged);
const different = await replayed(url, token, acknowledged);
const after = await checkLog(eventStoreUrl, acknowledged);
const root = fileURLToPath(new URL("../..", import.meta.url));
const rebuild = spawnSync("npm", ["run", "rebuild"], {
  cwd: root,
  env: { ...process.env, LIANXIAO_DATA: dataDir },
  encoding: "utf8",
});
console.log(rebuild.stdout, rebuild.stderr);
process.kill(-system.pid, "SIGINT");
await system.ended;
const orphans = holding(dataDir).length;
const failures = {
  ...log,
  events: 0,
  different,
  grown: after.events - log.events,
  rebuild: rebuild.status ?? 1,
  orphans,
};
console.log(`acknowledged ${acknowledged.length}, events ${log.events}, settled in ${settledMs} ms`, failures);
await rm(folder, { recursive: true, force: true });
const failed = Object.values(failures).filter((count) => count !== 0).length;
console.log(`${Object.keys(failures).length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
