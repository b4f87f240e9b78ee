import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Account, may } from "./account.ts";

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

// The note inside dataDir ties the two together: when dataDir is removed, so is the meaning of the folder elsewhere.
const relocated = (dataDir: string): string => {
  const note = join(dataDir, "moved-to");
  if (existsSync(note)) {
    const home = readFileSync(note, "utf8");
    if (existsSync(home)) return home;
  }
  const parent = elsewhere();
  const name = `postgres-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`;
  for (const old of readdirSync(parent).filter((one) => one.startsWith(name)))
    rmSync(join(parent, old), { recursive: true, force: true });
  const home = join(parent, `${name}-${randomBytes(4).toString("hex")}`);
  mkdirSync(home);
  writeFileSync(note, home);
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

/** The folder that holds PostgreSQL's files: `dataDir`, or one elsewhere when the account cannot come that far. */
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
