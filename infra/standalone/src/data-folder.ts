import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { makeUsable } from "./usable-folder.ts";

/** Where a running instance says how to reach its stores, for `npm run rebuild`. */
const Running = z.object({ pid: z.int(), eventStoreUrl: z.string(), databaseUrl: z.string() });
export type Running = z.infer<typeof Running>;

/** The one folder that holds all data: `events/`, `postgres/`, `issuer/` and small notes about them. */
export const openDataFolder = async (path: string) => {
  await makeUsable(path);
  const note = (name: string) => ({
    read: () => readFile(join(path, name), "utf8").catch(() => undefined),
    // Write to a temporary file and rename it, so that a note is never half-written.
    write: async (text: string) => {
      await writeFile(join(path, `${name}.new`), text, { mode: 0o600 });
      await rename(join(path, `${name}.new`), join(path, name));
    },
    remove: () => rm(join(path, name), { force: true }),
  });
  const running = note("running.json");
  return {
    path,
    events: join(path, "events"),
    postgres: join(path, "postgres"),
    issuer: join(path, "issuer"),
    demo: note("demo.txt"),
    running,
    /** The running instance that uses this folder; undefined when there is none. */
    runningNow: async (): Promise<Running | undefined> => {
      const text = await running.read();
      const found = text === undefined ? undefined : Running.safeParse(JSON.parse(text)).data;
      return found && isAlive(found.pid) ? found : undefined;
    },
  };
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export type DataFolder = Awaited<ReturnType<typeof openDataFolder>>;
