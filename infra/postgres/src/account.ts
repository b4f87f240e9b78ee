import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";

/** The account under which PostgreSQL runs; undefined means our own. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

type Entry = { readonly name: string; readonly uid: number; readonly gid: number };

const entries = (): readonly Entry[] =>
  readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));

/**
 * PostgreSQL refuses to run as root. Root uses the owner of the files instead, or else `postgres`, or else `nobody`.
 */
export const accountFor = (data: string): Account => {
  if (process.getuid?.() !== 0) return undefined;
  const known = entries();
  const owner = existsSync(data) ? statSync(data).uid : 0;
  // initdb looks up its own user name, so the uid must have an entry.
  const entry =
    known.find(({ uid }) => owner !== 0 && uid === owner) ??
    known.find(({ name }) => name === "postgres") ??
    known.find(({ name, uid }) => name === "nobody" && uid !== 0);
  if (!entry) throw new Error("PostgreSQL cannot run as root and /etc/passwd names neither postgres nor nobody.");
  return { uid: entry.uid, gid: entry.gid };
};

/** Tests access as that account, because file modes alone do not decide it (access lists, user namespaces). */
export const may = (account: Account, what: "-r" | "-w" | "-x", path: string): boolean =>
  spawnSync("/bin/sh", ["-c", `test ${what} "$0"`, path], { ...account, cwd: "/", stdio: "ignore" }).status === 0;

/** A temporary folder that the account can access; root's own may be closed to it. */
export const temporaryFor = (account: Account): string => (may(account, "-x", tmpdir()) ? tmpdir() : "/tmp");
