import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";

/** The account PostgreSQL runs under; undefined means our own. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

type Entry = { readonly name: string; readonly uid: number; readonly gid: number };

const entries = (): readonly Entry[] =>
  readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));

/** PostgreSQL refuses to run as root, so root lends it the owner of its files, else `postgres`, else `nobody`. */
export const accountFor = (data: string): Account => {
  if (process.getuid?.() !== 0) return undefined;
  const known = entries();
  const owner = existsSync(data) ? statSync(data).uid : 0;
  // initdb looks its own name up, so a uid without an entry does not do.
  const entry =
    known.find(({ uid }) => owner !== 0 && uid === owner) ??
    known.find(({ name }) => name === "postgres") ??
    known.find(({ name, uid }) => name === "nobody" && uid !== 0);
  if (!entry) throw new Error("PostgreSQL cannot run as root and /etc/passwd names neither postgres nor nobody.");
  return { uid: entry.uid, gid: entry.gid };
};

/** Asks the system, as that account, because modes alone do not tell (access lists, user namespaces). */
export const may = (account: Account, what: "-r" | "-w" | "-x", path: string): boolean =>
  spawnSync("/bin/sh", ["-c", `test ${what} "$0"`, path], { ...account, cwd: "/", stdio: "ignore" }).status === 0;

/** A temporary folder that the account can come to: root's own may be closed to it. */
export const temporaryFor = (account: Account): string => (may(account, "-x", tmpdir()) ? tmpdir() : "/tmp");
