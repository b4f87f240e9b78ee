import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Account, accountFor, temporaryFor } from "./account.ts";
import { binariesFor } from "./binaries.ts";
import { homeFor } from "./folder.ts";
import { guard } from "./guard.ts";
import { lock } from "./lock.ts";
import { dataOf, ended, type Installation, initialise, launch, stop } from "./server.ts";
import { stopStrays } from "./strays.ts";

export type Postgres = { readonly url: string; readonly close: () => Promise<void> };

const passwordFileIn = (home: string, account: Account): string => {
  const file = join(home, "password");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (account) chownSync(file, account.uid, account.gid);
  return file;
};

// A socket's path is limited to 107 bytes, so in a deep checkout the socket is in the temporary folder.
const socketFolder = (home: string, account: Account): string => {
  const near = join(home, "socket");
  const folder = Buffer.byteLength(near) > 80 ? mkdtempSync(join(temporaryFor(account), "lianxiao-socket-")) : near;
  if (folder === near) rmSync(near, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
};

const keepRunning = async (installation: Installation) => {
  const closing = new AbortController();
  let server = await launch(installation);
  server.unref();
  const again = async (): Promise<void> => {
    try {
      server = await launch(installation);
      server.unref();
    } catch (error) {
      installation.log(error instanceof Error ? error.message : String(error));
      await pause(1_000);
    }
  };
  const watch = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      if (!ended(server)) await once(server, "exit");
      if (closing.signal.aborted) return;
      installation.log("PostgreSQL ended unexpectedly; starting it again.");
      await again();
    }
  };
  const watching = watch();
  return async (): Promise<void> => {
    closing.abort();
    await stop(server);
    await watching;
    await stop(server);
  };
};

/**
 * Starts PostgreSQL on a folder of its own, reachable only through a Unix socket, and restarts it when it crashes. It
 * is stopped by `close` or when this process ends for any reason.
 */
export const startPostgres = async ({
  dataDir,
  log = () => undefined,
}: {
  readonly dataDir: string;
  readonly log?: (line: string) => void;
}): Promise<Postgres> => {
  const account = accountFor(join(dataDir, "data"));
  const native = binariesFor(account);
  const home = homeFor(dataDir, account, log);
  const release = lock(home);
  const data = dataOf(home);
  try {
    await stopStrays(data, log);
    const passwordFile = passwordFileIn(home, account);
    const socket = socketFolder(home, account);
    const installation = { native, home, socket, account, log };
    initialise(installation, passwordFile);
    const dismiss = guard(data, account);
    const shutDown = await keepRunning(installation).catch((error: unknown) => {
      dismiss();
      throw error;
    });
    const close = async (): Promise<void> => {
      await shutDown();
      dismiss();
      rmSync(socket, { recursive: true, force: true });
      release();
    };
    // The default port is given explicitly, because PGPORT of the environment would override it.
    const password = readFileSync(passwordFile, "utf8");
    return { url: `postgresql://postgres:${password}@${encodeURIComponent(socket)}:5432/postgres`, close };
  } catch (error) {
    release();
    throw error;
  }
};
