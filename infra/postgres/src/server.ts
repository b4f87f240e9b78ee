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

// The caller's environment is not passed on: PGDATA, PGPORT or a missing locale would change the server.
const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

const settings = (socket: string): readonly string[] =>
  Object.entries({
    listen_addresses: "",
    // A comma-separated list; quoted, because the folder's name may contain a comma.
    unix_socket_directories: `"${socket.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    port: "5432",
    max_connections: "50",
    shared_buffers: "256MB",
    // The last second of commits can be lost: rows and checkpoint are lost together and are read again from the event
    // log.
    synchronous_commit: "off",
    wal_level: "minimal",
    max_wal_senders: "0",
    max_wal_size: "2GB",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    // %e is the SQLSTATE, by which a failed start is recognised independent of the message text.
    log_line_prefix: "%m [%p] %e ",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

const lastLine = (text: string): string =>
  text
    .trim()
    .split("\n")
    .findLast((line) => /FATAL|error|failed/i.test(line)) ??
  text.trim().split("\n").at(-1) ??
  "";

/** Creates the database cluster. It is renamed when complete, so that an incomplete one is never used. */
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
  if (made.status !== 0) throw new Error(`PostgreSQL could not create ${data}: ${lastLine(made.stderr)}.`);
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
      // Ctrl-C must reach us first, because the last transactions still need the server.
      detached: true,
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    await once(server, "spawn");
    if (await accepts(server, data)) return server;
    const said = readFileSync(logOf(home), "utf8");
    // Processes of a killed server may hold its shared memory for a few more seconds.
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

/** A fast shutdown: ends the sessions, rolls back open transactions and writes a checkpoint. */
export const stop = async (server: ChildProcess): Promise<void> => {
  if (ended(server)) return;
  server.ref();
  const gone = once(server, "exit");
  server.kill("SIGINT");
  const patience = setTimeout(() => server.kill("SIGQUIT"), 20_000);
  await gone;
  clearTimeout(patience);
};
