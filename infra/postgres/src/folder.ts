import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Account, may } from "./account.ts";
import { holder } from "./lock.ts";

const elsewhere = (): string => {
  for (const parent of ["/var/lib/lianxiao", join(tmpdir(), "lianxiao-0")]) {
    try {
      mkdirSync(parent, { recursive: true });
      chmodSync(parent, 0o755);
      return parent;
    } catch {
      // The next candidate may be writable.
    }
  }
  throw new Error(`PostgreSQL needs a folder it can enter, and neither /var/lib nor ${tmpdir()} can be written.`);
};

// Each of the two folders has a note that names the other: when dataDir is gone, the other folder is abandoned.
const note = (dataDir: string): string => join(dataDir, "moved-to");
const owner = (home: string): string => join(home, "moved-from");

const ownerOf = (home: string): string | undefined => {
  try {
    return readFileSync(owner(home), "utf8") || undefined;
  } catch {
    // Incomplete, or just removed by another start.
    return undefined;
  }
};

const orphaned = (home: string): boolean => {
  const dataDir = ownerOf(home);
  return dataDir !== undefined && !existsSync(note(dataDir)) && holder(home) === undefined;
};

const relocated = (dataDir: string): string => {
  if (existsSync(note(dataDir))) {
    const home = readFileSync(note(dataDir), "utf8");
    if (existsSync(owner(home))) return home;
  }
  const parent = elsewhere();
  for (const home of readdirSync(parent).map((name) => join(parent, name)))
    if (orphaned(home)) rmSync(home, { recursive: true, force: true });
  // A new name each time: a new dataDir must not get the tables of an older event log.
  const home = mkdtempSync(join(parent, "postgres-"));
  // In this order: any start removes a folder whose owner has no note that names it.
  writeFileSync(note(dataDir), home);
  writeFileSync(owner(home), dataDir);
  return home;
};

const writable = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "writable"), "");
    rmSync(join(folder, "writable"));
  } catch (error) {
    throw new Error(`The PostgreSQL folder ${folder} cannot be written.`, { cause: error });
  }
};

/** The folder with PostgreSQL's files: `dataDir`, or another one if the account cannot access it. */
export const homeFor = (dataDir: string, account: Account, log: (line: string) => void): string => {
  const wanted = resolve(dataDir);
  writable(wanted);
  const folder = realpathSync(wanted);
  const reachable = account === undefined || may(account, "-x", dirname(folder));
  const home = reachable ? folder : realpathSync(relocated(folder));
  if (!reachable)
    log(`${folder} is closed to PostgreSQL's account (uid ${account?.uid}), so its files are in ${home}.`);
  if (account) chownSync(home, account.uid, account.gid);
  chmodSync(home, 0o700);
  return home;
};
