import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// A process id alone may have been given to somebody else since; with the start time it cannot.
const identity = (pid: string): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return undefined;
  }
};

const fileIn = (home: string): string => join(home, "supervisor");

/** The living process that supervises this folder, if there is one. */
export const holder = (home: string): string | undefined => {
  try {
    const written = readFileSync(fileIn(home), "utf8");
    const pid = written.split(" ")[0] ?? "";
    return identity(pid) === written ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** One supervisor a folder: without this, two would stop each other's server for ever. Returns the release. */
export const lock = (home: string): (() => void) => {
  const file = fileIn(home);
  const alive = holder(home);
  if (alive)
    throw new Error(
      `PostgreSQL in ${home} already belongs to process ${alive}, which is still running; stop it first.`,
    );
  rmSync(file, { force: true });
  // "wx": of two that start at once, one fails here.
  writeFileSync(file, identity(String(process.pid)) ?? String(process.pid), { flag: "wx" });
  return () => rmSync(file, { force: true });
};
