import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// A process id can be reused; together with the start time it is unique.
const identity = (pid: string): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return undefined;
  }
};

const fileIn = (home: string): string => join(home, "supervisor");

/** The running process that supervises this folder, if there is one. */
export const holder = (home: string): string | undefined => {
  try {
    const written = readFileSync(fileIn(home), "utf8");
    const pid = written.split(" ")[0] ?? "";
    return identity(pid) === written ? pid : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Allows one supervisor per folder, because two would keep stopping each other's server. Returns the release function.
 */
export const lock = (home: string): (() => void) => {
  const file = fileIn(home);
  const alive = holder(home);
  if (alive)
    throw new Error(
      `PostgreSQL in ${home} already belongs to process ${alive}, which is still running; stop it first.`,
    );
  rmSync(file, { force: true });
  // "wx": if two start at once, one of them fails here.
  writeFileSync(file, identity(String(process.pid)) ?? String(process.pid), { flag: "wx" });
  return () => rmSync(file, { force: true });
};
