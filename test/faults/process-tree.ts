import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs `npm start` as a user does, with its data in `dataDir`; resolves when it reports that it is ready. */
export const startSystem = async ({ dataDir, port }: { readonly dataDir: string; readonly port: number }) => {
  const startedAt = performance.now();
  const child = spawn("npm", ["start", "--", "--empty"], {
    cwd: root,
    env: { ...process.env, LIANXIAO_DATA: dataDir, PORT: `${port}`, HOST: "" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = "";
  const listen = (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes("Lianxiao is ready")) resolve();
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  void ended.then(() => reject(new Error(`npm start ended before it was ready:\n${said}`)));
  await promise;
  const pid = child.pid ?? 0;
  return { pid, readyMs: performance.now() - startedAt, ended };
};

const parents = (): ReadonlyMap<number, number> =>
  new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name): [number, number][] => {
        try {
          // The program name may contain spaces and brackets; the fields after the last bracket do not.
          const stat = readFileSync(`/proc/${name}/stat`, "utf8");
          return [[Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])]];
        } catch {
          return [];
        }
      }),
  );

/** The process and all of its current descendants. */
export const treeOf = (pid: number): readonly number[] => {
  const parentOf = parents();
  const tree = new Set([pid]);
  for (let grown = true; grown; ) {
    const before = tree.size;
    for (const [child, parent] of parentOf) if (tree.has(parent)) tree.add(child);
    grown = tree.size > before;
  }
  return [...tree];
};

/**
 * Kills every process of the tree with SIGKILL. Children are stopped first, so that none can react to the end of
 * another.
 */
export const killTree = (pid: number): number => {
  const tree = treeOf(pid);
  for (const signal of ["SIGSTOP", "SIGKILL"] as const)
    for (const member of tree)
      try {
        process.kill(member, signal);
      } catch {
        // It has already ended.
      }
  return tree.length;
};

/** The processes started with the folder as an argument, whatever their current parent. */
export const holding = (folder: string): readonly number[] =>
  [...parents().keys()].filter((pid) => {
    try {
      return pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
    } catch {
      return false;
    }
  });
