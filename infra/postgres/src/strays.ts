import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const link = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
};

/** The processes whose working directory is the data folder; every PostgreSQL process works in its data folder. */
export const processesOn = (data: string): readonly number[] =>
  readdirSync("/proc")
    .filter(
      (pid) =>
        /^\d+$/.test(pid) && link(`/proc/${pid}/cwd`) === data && /\/postgres( |$)/.test(link(`/proc/${pid}/exe`)),
    )
    .map(Number);

export const postmasterOn = (data: string): { readonly pid: number; readonly ready: boolean } | undefined => {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
};

/** Signals the processes that still exist. */
export const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended in the meantime.
    }
  }
};

const goneWithin = async (data: string, waitMs: number): Promise<boolean> => {
  for (const until = performance.now() + waitMs; performance.now() < until; await pause(25))
    if (processesOn(data).length === 0) return true;
  return false;
};

/**
 * Stops the processes that an earlier run left on this data folder, and removes a pid file with the pid of an unrelated
 * process.
 */
export const stopStrays = async (data: string, log: (line: string) => void): Promise<void> => {
  const postmaster = postmasterOn(data)?.pid;
  const strays = processesOn(data);
  const orphan = strays.filter((pid) => pid === postmaster);
  if (orphan.length > 0) log(`Stopping PostgreSQL ${orphan[0]}, left on ${data} by an earlier run.`);
  signal(orphan, "SIGINT");
  if (!(await goneWithin(data, orphan.length > 0 ? 10_000 : 1_000))) {
    signal(processesOn(data), "SIGQUIT");
    if (!(await goneWithin(data, 5_000))) signal(processesOn(data), "SIGKILL");
  }
  if (processesOn(data).length === 0) rmSync(join(data, "postmaster.pid"), { force: true });
};
