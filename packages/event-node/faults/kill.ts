import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { failpointNames } from "../src/failpoint.ts";
import { badBackups, check, isSettled } from "./check.ts";
import { load } from "./load.ts";
import { endNode, runTask, startNode } from "./node-process.ts";

/** All failure points of a running node; imports are tested separately. */
const places = failpointNames.filter((name) => name !== "import.half-written");

interface End {
  /** The failure point and the hit at which the node is killed; if undefined, it is killed at any moment. */
  readonly at?: { readonly place: string; readonly hit: number };
  readonly signal: NodeJS.Signals;
  /** The node is killed after this many appends at the latest. */
  readonly appends: number;
}

/** Plans how a node under load is killed: in every second round at a failure point. */
const plan = (round: number): End => {
  const place = places[Math.floor(round / 2) % places.length];
  if (round % 2 === 1 || !place)
    return { signal: round % 10 === 9 ? "SIGTERM" : "SIGKILL", appends: randomInt(20, 120) };
  const hit = randomInt(1, /^(log|append)/.test(place) ? 40 : 3);
  return { at: { place, hit }, signal: "SIGKILL", appends: 1_500 };
};

/** Kills an import half-way and runs it again; the first one must leave nothing behind that prevents the second. */
const killImport = (dataDir: string): number => {
  const file = join(dataDir, "exported.jsonl");
  const other = join(dataDir, "imported");
  const exported = runTask(["export", "--data", dataDir, "--to", file]).how;
  const killed = runTask(["import", "--data", other, "--from", file], "import.half-written=crash@2").how;
  const again = runTask(["import", "--data", other, "--from", file]).how;
  for (const made of [file, other]) rmSync(made, { recursive: true, force: true });
  return exported === 0 && killed === "SIGKILL" && again === 0 ? 0 : 1;
};

/** Kills node after node under load, and compares the log with what was acknowledged. */
export const killNodes = async (
  dataDir: string,
  kills: number,
  tell: (round: number, acknowledged: number) => void = () => {},
) => {
  const everybody = load();
  const ends = { "by kill -9": 0, "by SIGTERM": 0 };
  const endsAt = new Map(places.map((place) => [place as string, 0]));
  let untidy = 0;
  for (let round = 0; round < kills; round += 1) {
    const { at, signal, appends } = plan(round);
    const node = await startNode(dataDir, at && `${at.place}=crash@${at.hit}`);
    let told = false;
    const end = () => {
      told = node.child.kill(signal);
    };
    await everybody.use(node, appends, () => setTimeout(end, randomInt(10)));
    const how = await node.exited;
    if (how === 0) ends["by SIGTERM"] += 1;
    else if (how !== "SIGKILL") untidy += 1;
    else if (at && !told) endsAt.set(at.place, (endsAt.get(at.place) ?? 0) + 1);
    else ends["by kill -9"] += 1;
    tell(round + 1, everybody.appends());
  }

  const node = await startNode(dataDir);
  await everybody.settle(node, () => isSettled(node, everybody));
  const { acknowledged, faults } = await check(node, everybody);
  const ended = await endNode(node);
  const verified = runTask(["verify", "--data", dataDir]);
  return {
    counts: {
      ...ends,
      ...Object.fromEntries([...endsAt].map(([place, count]) => [`at ${place}`, count])),
      "appends acknowledged": everybody.appends(),
      "events acknowledged": acknowledged,
      "streams deleted": everybody.chores.deletedAt.size,
      "streams tombstoned": everybody.chores.tombstoned.length,
      "events cut and scavenged": Number(everybody.chores.cut.isCut),
      backups: everybody.chores.backups.length,
      "redelivered to the group": everybody.working.redelivered(),
    },
    faults: {
      ...faults,
      // Each failure point gets at least two rounds before it counts as not reached.
      "failure points never reached":
        kills < 4 * places.length ? 0 : [...endsAt.values()].filter((n) => n === 0).length,
      "ended otherwise than told": untidy + (ended === 0 ? 0 : 1),
      "damaged according to verify": verified.how === 0 ? 0 : 1,
      "backups that are not whole": badBackups(everybody),
      "imports that a kill spoilt": killImport(dataDir),
    },
  };
};
