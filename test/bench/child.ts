import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A child process of the benchmark. */
export interface Child {
  readonly process: ChildProcess;
  /** Its first line of output. */
  readonly said: string;
  /** Its resident memory in mebibytes. */
  readonly residentMiB: () => number;
  /** Sends a request and waits for the answer. */
  readonly ask: <Answer>(request: unknown) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

const residentMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

const firstLine = async (child: ChildProcess): Promise<string> => {
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
  throw new Error("A child process ended before it had said that it was ready.");
};

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a TypeScript program, and waits until it reports that it is ready. */
export const startProgram = async (program: URL, args: readonly string[] = []): Promise<Child> => {
  const flags = ["--disable-warning=ExperimentalWarning", ...(process.env["BENCH_NODE_FLAGS"]?.split(" ") ?? [])];
  const child = spawn(process.execPath, [...flags, fileURLToPath(program), ...args], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  running.add(child);
  const exited = once(child, "exit").then(() => running.delete(child));
  const said = await firstLine(child);
  return {
    process: child,
    said,
    residentMiB: () => residentMiB(child.pid ?? 0),
    ask: async <Answer>(request: unknown) => {
      const answered = once(child, "message");
      child.send(request as object); // Every request is an object.
      const [answer] = await answered;
      return answer as Answer; // Both sides of the messages are in this folder.
    },
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
};

/** Pins processes to some of the cores ("0", "0-1") if the system supports it; returns whether it does. */
export const keepTo = (cores: string, ...processes: readonly (number | undefined)[]): boolean =>
  processes.every(
    (pid) => pid === undefined || spawnSync("taskset", ["-acp", cores, String(pid)], { stdio: "ignore" }).status === 0,
  );

export const inFreshFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), "lianxiao-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
