import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "lianxiao-boot-test-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lockFile = "lockfileVersion: '9.0'\n";
const stamp = createHash("sha256").update(lockFile).digest("hex");

// A checkout with its dependencies installed, whose program is the one of the test.
const checkout = (program: string, path = "a path with spaces"): string => {
  const root = mkdtempSync(join(folder, path));
  const files = {
    "pnpm-lock.yaml": lockFile,
    "node_modules/.lianxiao-lock": stamp,
    "infra/standalone/src/main.ts": program,
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  cpSync(join(import.meta.dirname, "../infra/boot.mjs"), join(root, "infra/boot.mjs"));
  return root;
};

const boot = (root: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess =>
  spawn(process.execPath, [join(root, "infra/boot.mjs"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
    detached: true,
  });

const ended = async (child: ChildProcess) => {
  const [[code], out, error] = await Promise.all([once(child, "exit"), said(child.stdout), said(child.stderr)]);
  return { code, out, error };
};
const said = (stream: ChildProcess["stdout"]) => (stream ? text(stream) : "");

const alive = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

const killAfterwards = (pid: number): void => onTestFinished(() => void (alive(pid) && process.kill(pid, "SIGKILL")));

const waiting = `
  const heard: string[] = [];
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {
    heard.push(signal);
    // Long enough for a second signal to arrive.
    setTimeout(() => { console.log(heard.join()); process.exit(7); }, 300);
  });
  setInterval(() => undefined, 1000);
  console.log(process.pid);`;

const firstLine = async (child: ChildProcess): Promise<string> => {
  const [chunk] = child.stdout ? await once(child.stdout, "data") : [""];
  return String(chunk).trim();
};

describe("the boot file", () => {
  test("passes arguments on and returns the program's exit code", async () => {
    const root = checkout("console.log(JSON.stringify(process.argv.slice(2))); process.exit(42);");
    expect(await ended(boot(root, ["start", "--empty", "a b"]))).toEqual({
      code: 42,
      out: '["--empty","a b"]\n',
      error: "",
    });
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "passes %s on once, even if the whole process group received it twice",
    async (signal) => {
      const child = boot(checkout(waiting), ["start"]);
      await firstLine(child);
      const end = ended(child);
      process.kill(-(child.pid ?? 0), signal);
      process.kill(-(child.pid ?? 0), signal);
      expect(await end).toMatchObject({ code: 7, out: `${signal}\n` });
    },
  );

  test("passes every signal on, and kills a program that does not stop after two", async () => {
    const deaf = `
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => console.log(signal));
      setInterval(() => undefined, 1000);
      console.log(process.pid);`;
    const child = boot(checkout(deaf), ["start"]);
    const pid = Number(await firstLine(child));
    killAfterwards(pid);
    child.kill("SIGINT");
    expect(await firstLine(child)).toBe("SIGINT");
    child.kill("SIGTERM");
    expect(await firstLine(child)).toBe("SIGTERM");
    expect(await ended(child)).toMatchObject({ code: 137 });
    expect(alive(pid)).toBe(false);
  });

  test("stops the whole tree when npm is stopped", async () => {
    const root = checkout(waiting);
    cpSync(join(import.meta.dirname, "../package.json"), join(root, "package.json"));
    const npm = spawn("npm", ["start", "--silent"], { cwd: root, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const pid = Number(await firstLine(npm));
    killAfterwards(pid);
    const end = ended(npm);
    npm.kill("SIGTERM");
    expect(await end).toMatchObject({ out: "SIGTERM\n" });
    expect(alive(pid)).toBe(false);
  });

  test("stops when npm's shell is killed", async () => {
    const shell = spawn("/bin/sh", ["-c", '"$0" infra/boot.mjs start; true', process.execPath], {
      cwd: checkout(waiting),
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, npm_lifecycle_event: "start" },
    });
    const pid = Number(await firstLine(shell));
    killAfterwards(pid);
    shell.kill("SIGKILL");
    await expect.poll(() => alive(pid), { timeout: 10_000 }).toBe(false);
  });

  test("leaves no program behind when it is killed", async () => {
    const child = boot(checkout(waiting), ["start"]);
    const pid = Number(await firstLine(child));
    expect(alive(pid)).toBe(true);
    child.kill("SIGKILL");
    killAfterwards(pid);
    await expect.poll(() => alive(pid), { timeout: 10_000 }).toBe(false);
  });

  test("prints its usage for an unknown command", async () => {
    const { code, error } = await ended(boot(checkout(""), ["dance"]));
    expect(code).toBe(64);
    expect(error).toContain("start|test|rebuild|reactions|oracle|faults");
  });

  test("reports a failed installation in one sentence, after the installer's output", async () => {
    const root = checkout("");
    writeFileSync(join(root, "pnpm-lock.yaml"), "changed");
    const bin = join(root, "bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "npm"),
      '#!/bin/sh\necho "no space left, $NODE_OPTIONS$npm_config_package$npm_config_registry"\nexit 9\n',
      { mode: 0o755 },
    );
    const leaked = {
      NODE_OPTIONS: "--no-warnings",
      npm_config_package: "x",
      npm_config_registry: "http://mirror.invalid",
    };
    const { code, error } = await ended(
      boot(root, ["start"], { ...process.env, ...leaked, PATH: `${bin}:${process.env.PATH}` }),
    );
    expect(code).toBe(1);
    expect(error).toMatch(/^no space left, http:\/\/mirror\.invalid\n.*\(9\)/s);
  });
});
