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

const holder = (file: string): string | undefined => {
  try {
    const written = readFileSync(file, "utf8");
    const pid = written.split(" ")[0] ?? "";
    return identity(pid) === written ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** One supervisor a folder: without this, two would stop each other's server for ever. Returns the release. */
export const lock = (home: string): (() => void) => {
  const file = join(home, "supervisor");
  const alive = holder(file);
  if (alive)
    throw new Error(
      `PostgreSQL in ${home} already belongs to process ${alive}, which is still running; stop it first.`,
    );
  rmSync(file, { force: true });
  // "wx": of two that start at once, one fails here.
  writeFileSync(file, identity(String(process.pid)) ?? String(process.pid), { flag: "wx" });
  return () => rmSync(file, { force: true });
};
