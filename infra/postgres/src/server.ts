import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Account } from "./account.ts";
import { postmasterOn, stopStrays } from "./strays.ts";

export type Installation = {
  readonly native: string;
  readonly home: string;
  readonly socket: string;
  readonly account: Account;
  readonly log: (line: string) => void;
};

export const dataOf = (home: string): string => join(home, "data");
const logOf = (home: string): string => join(home, "postgres.log");

// Nothing of the caller's environment: PGDATA, PGPORT or a locale that is not installed would change the server.
const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

const settings = (socket: string): readonly string[] =>
  Object.entries({
    listen_addresses: "",
    // A list, in which a comma separates; quoted, the folder may contain one.
    unix_socket_directories: `"${socket.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    port: "5432",
    max_connections: "50",
    shared_buffers: "256MB",
    // A lost last second is read again from the event log: rows and checkpoint are lost together.
    synchronous_commit: "off",
    wal_level: "minimal",
    max_wal_senders: "0",
    max_wal_size: "2GB",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    // %e is the SQLSTATE, so that a failed start can be told apart without reading its words.
    log_line_prefix: "%m [%p] %e ",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

const lastLine = (text: string): string =>
  text
    .trim()
    .split("\n")
    .findLast((line) => /FATAL|error|failed/i.test(line)) ??
  text.trim().split("\n").at(-1) ??
  "";

/** Makes the database cluster once; a half-made one is never mistaken for a whole one, because it is renamed last. */
export const initialise = ({ native, home, account, log }: Installation, passwordFile: string): void => {
  const data = dataOf(home);
  const major = spawnSync(join(native, "bin/postgres"), ["--version"], { ...account, env, cwd: "/", encoding: "utf8" });
  if (major.status !== 0)
    throw new Error(`PostgreSQL cannot be run here: ${major.error?.message ?? lastLine(major.stderr)}.`);
  const version = /\d+/.exec(major.stdout)?.[0] ?? "";
  if (existsSync(data)) {
    if (readFileSync(join(data, "PG_VERSION"), "utf8").trim() === version) return;
    log(
      `${data} was made by another PostgreSQL than ${version}; making it anew, the read model is rebuilt from the log.`,
    );
    rmSync(data, { recursive: true });
  }
  const fresh = join(home, "data.new");
  rmSync(fresh, { recursive: true, force: true });
  const args = [
    "-D",
    fresh,
    "-U",
    "postgres",
    "-A",
    "scram-sha-256",
    `--pwfile=${passwordFile}`,
    "--no-locale",
    "-E",
    "UTF8",
  ];
  const made = spawnSync(join(native, "bin/initdb"), args, {
    ...account,
    env,
    cwd: "/",
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`PostgreSQL could not make ${data}: ${lastLine(made.stderr)}.`);
  renameSync(fresh, data);
};

const LOCK_FILE_EXISTS = " F0001 ";

/** Starts the server and waits until it accepts connections. */
export const launch = async (installation: Installation): Promise<ChildProcess> => {
  const { native, home, socket, account, log } = installation;
  const data = dataOf(home);
  for (const until = performance.now() + 30_000; ; await pause(250)) {
    await stopStrays(data, log);
    writeFileSync(logOf(home), "");
    const output = openSync(logOf(home), "a");
    const server = spawn(join(native, "bin/postgres"), ["-D", data, ...settings(socket)], {
      ...account,
      env,
      cwd: "/",
      // Ctrl-C must reach us first: the last transactions still need the server.
      detached: true,
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    await once(server, "spawn");
    if (await accepts(server, data)) return server;
    const said = readFileSync(logOf(home), "utf8");
    // Processes of a killed server may hold its shared memory for some seconds more.
    if (!said.includes(LOCK_FILE_EXISTS) || performance.now() > until)
      throw new Error(`PostgreSQL did not start: ${lastLine(said)} (${logOf(home)})`);
  }
};

export const ended = (server: ChildProcess): boolean => server.exitCode !== null || server.signalCode !== null;

const accepts = async (server: ChildProcess, data: string): Promise<boolean> => {
  for (; !ended(server); await pause(20)) {
    const postmaster = postmasterOn(data);
    if (postmaster?.pid === server.pid && postmaster?.ready) return true;
  }
  return false;
};

/** A fast shutdown: sessions are cut, transactions rolled back, a checkpoint written. */
export const stop = async (server: ChildProcess): Promise<void> => {
  if (ended(server)) return;
  server.ref();
  const gone = once(server, "exit");
  server.kill("SIGINT");
  const patience = setTimeout(() => server.kill("SIGQUIT"), 20_000);
  await gone;
  clearTimeout(patience);
};
