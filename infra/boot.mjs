// Runs on Node 20 without dependencies: installs the dependencies, which include Node 24, and then starts the program on
// that Node directly, so that no other process has to pass on signals and exit codes.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules", ".bin");
const [command = "", ...args] = process.argv.slice(2);
const programs = {
  start: "infra/standalone/src/main.ts",
  rebuild: "infra/standalone/src/rebuild.ts",
  reactions: "infra/standalone/src/reactions.ts",
  faults: "test/faults/main.ts",
  "faults:event-node": "packages/event-node/faults/main.ts",
  bench: "test/bench/main.ts",
  races: "test/races/main.ts",
  declarations: "test/declarations/main.ts",
  mutants: "test/mutants/main.ts",
  oracle: "test/oracle/main.ts",
};

const say = (line) => process.stdout.write(`${line}\n`);
const fail = (sentence, code = 1) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
};

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const atLeast = (version, major, minor = 0) => {
  const [ours, ourMinor] = version.replace("v", "").split(".").map(Number);
  return ours > major || (ours === major && ourMinor >= minor);
};

const writableHome = () => {
  try {
    accessSync(homedir(), constants.W_OK);
    return homedir();
  } catch {
    const home = join(root, "node_modules", ".home");
    mkdirSync(home, { recursive: true });
    return home;
  }
};

// npm passes its whole configuration to a script's environment, where the inner npm and pnpm would use it as their own
// (with an outer `-p package` the inner npm does not find pnpm). Only the settings for the registry are kept.
const network =
  /^npm_config_(registry|.*:registry|proxy|https?_proxy|noproxy|ca|cafile|strict_ssl|cache|userconfig|fetch_.*)$/i;
const clean = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !["NODE_OPTIONS", "NODE_ENV", "INIT_CWD"].includes(name) && (!/^npm_/i.test(name) || network.test(name)),
    ),
  );

const stamp = join(root, "node_modules", ".lianxiao-lock");
const wanted = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .digest("hex");
const installed = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted();

const install = async () => {
  const since = Date.now();
  say("正在安装依赖… / Installing dependencies…");
  const ticking = setInterval(() => say(`正在安装依赖… / Installing dependencies… ${seconds(since)}`), 10_000);
  const output = [];
  // With CI, pnpm replaces a node_modules of another version without asking.
  const env = { ...clean(process.env), HOME: writableHome(), CI: "true" };
  const pnpm = ["exec", "--yes", "--package=pnpm@12.21.0", "--", "pnpm", "install", "--frozen-lockfile"];
  const code = await run("npm", pnpm, {
    env,
    whole: true,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
    started: ({ stdout, stderr }) => {
      for (const stream of [stdout, stderr]) stream?.on("data", (chunk) => output.push(chunk));
    },
  });
  clearInterval(ticking);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    fail(
      `依赖安装失败：请检查网络、磁盘空间与目录权限后重试。/ Installing the dependencies failed (${code}) after ${seconds(since)}: check the network, the disk and who may write ${root}, then run it again.`,
    );
  }
  writeFileSync(stamp, wanted());
  say(`依赖已安装 / Dependencies installed: ${seconds(since)}`);
};

const nodeFor = () => {
  const packaged = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  if (existsSync(packaged) && spawnSync(packaged, ["--version"]).status === 0) return packaged;
  if (atLeast(process.version, 22, 18)) return process.execPath;
  return fail(
    `此系统需要 Node 24（或不低于 22.18）。/ Node ${process.version} is too old, and none comes with the dependencies for ${process.platform}-${process.arch}: install Node 24 (22.18 at least).`,
  );
};

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };

/** The exit code as a shell would report it; 127 if the program could not be started. */
const ending = (child) =>
  new Promise((resolve) => {
    child.once("error", (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(127);
    });
    child.once("exit", (code, signal) => resolve(code ?? 128 + (SIGNALS[signal] ?? 9)));
  });

// The program runs in a process group of its own, so that it gets Ctrl-C only once: npm passes the signal on, and the
// terminal sends it to the whole group as well. If this process is killed, a shell that waits for the end of a pipe stops
// the program.
const startWatchdog = (pid) => {
  const script = 'while read -r _; do :; done; kill -s TERM -- "-$0"';
  const watch = spawn("/bin/sh", ["-c", script, `${pid}`], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  watch.on("error", () => undefined);
  return watch;
};

// Ctrl-C arrives once from the terminal and once from npm: a repetition within this time is the same signal.
const echoMs = 1_000;
// The time after a second signal until a program that has not stopped is killed.
const killAfterMs = 3_000;

/** Passes every signal on to a program through `send`; kills it if it does not stop after the second one. */
const forwardSignals = (send) => {
  const receivedAt = {};
  let times = 0;
  const pass = (signal) => {
    const passed = signal === "SIGHUP" ? "SIGTERM" : signal;
    if (performance.now() - (receivedAt[passed] ?? -echoMs) < echoMs) return;
    receivedAt[passed] = performance.now();
    times += 1;
    send(passed);
    if (times > 1) setTimeout(() => send("SIGKILL"), killAfterMs).unref();
  };
  // npm's shell may be killed by a signal without passing it on; this process then gets no signal at all.
  const parent = process.ppid;
  const orphaned = () => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    if (times === 0) pass("SIGTERM");
  };
  const looking = process.env.npm_lifecycle_event ? setInterval(orphaned, 250) : undefined;
  for (const signal of Object.keys(SIGNALS)) process.on(signal, pass);
  return () => {
    clearInterval(looking);
    for (const signal of Object.keys(SIGNALS)) process.off(signal, pass);
    return times > 0;
  };
};

/** Runs a program and returns its exit code. With `whole`, signals are sent to its process group. */
const run = async (file, argv, { started = () => undefined, whole = false, ...options }) => {
  // Before the program is there, so that no signal ends this process between its start and the handlers: handlers run
  // only when this function waits.
  const stopForwarding = forwardSignals((signal) => {
    try {
      process.kill(whole || signal === "SIGKILL" ? -child.pid : child.pid, signal);
    } catch {
      // It has already ended.
    }
  });
  const child = spawn(file, argv, { cwd: root, stdio: "inherit", detached: true, ...options });
  started(child);
  const watch = child.pid && startWatchdog(child.pid);
  const code = await ending(child);
  const wasStopped = stopForwarding();
  if (watch) watch.kill("SIGKILL");
  if (wasStopped) process.exit(code);
  return code;
};

const environment = (more = {}) => ({
  ...process.env,
  ...more,
  PATH: [dirname(node), bin, process.env.PATH].join(delimiter),
});

// The steps are defined only in package.json.
const check = async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const failed = [];
  for (const step of scripts.check.split(" && ")) {
    const since = Date.now();
    const name = step.split(" ")[0];
    // The output of a step is printed only if it fails.
    const quietly = `out=$(${step} 2>&1) || { code=$?; printf '%s\\n' "$out"; exit $code; }`;
    const code = await run("/bin/sh", ["-c", quietly], { env: environment(), whole: true });
    say(`${code === 0 ? "✓" : "✗"} ${name} ${seconds(since)}`);
    if (code !== 0) failed.push(name);
  }
  return failed;
};

const test = async () => {
  // With arguments only the given tests are run, without the checks.
  const failed = args.length > 0 ? [] : await check();
  const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/vitest.config.ts", ...args];
  // The reporter adds failed checks to the last line of the output.
  const code = await run(node, vitest, { env: environment({ FAILED_CHECKS: failed.join(" ") }) });
  return code || (failed.length > 0 ? 1 : 0);
};

if (!atLeast(process.version, 20))
  fail(`需要 Node 20 或更高版本。/ Node 20 or later is needed; this is ${process.version}.`);
if (command !== "test" && !Object.hasOwn(programs, command))
  fail(
    "用法 / Usage: node infra/boot.mjs <start|test|rebuild|reactions|oracle|faults|faults:event-node|bench|races|mutants|declarations> [arguments]",
    64,
  );
if (!installed()) await install();
const node = nodeFor();
const program = () => ["--disable-warning=ExperimentalWarning", join(root, programs[command]), ...args];
process.exitCode = command === "test" ? await test() : await run(node, program(), { env: environment() });
