import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { connect, freshFolder, freshStream, happened } from "./fixture.ts";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

const run = (...args: string[]): ChildProcess => spawn(process.execPath, [main, ...args]);

const finished = async (child: ChildProcess) => {
  const said: string[] = [];
  child.stderr?.on("data", (text: Buffer) => said.push(text.toString()));
  const [code] = await once(child, "close");
  return { code, said: said.join("") };
};

test.each(["SIGTERM", "SIGINT"] as const)(
  "a node started from a shell prints its address and stops on %s",
  async (signal) => {
    const child = run("--data", freshFolder(), "--port", "0");
    const [line] = await once(child.stdout ?? child, "data");
    const client = connect({ connectionString: String(line).trim() });
    await client.appendToStream(freshStream(), happened(1));
    child.kill(signal);
    expect(await finished(child)).toEqual({ code: 0, said: "" });
    await client.dispose();
  },
);

test("--help lists every option and every environment variable", async () => {
  const child = run("--help");
  const [help] = await once(child.stdout ?? child, "data");
  expect(await finished(child)).toMatchObject({ code: 0, said: "" });
  const sources = ["arguments.ts", "maintenance/arguments.ts"].map((file) =>
    readFileSync(fileURLToPath(new URL(`./${file}`, import.meta.url)), "utf8"),
  );
  const heard = sources.flatMap((source) => [
    ...source.matchAll(/(?:text|isTrue)\("(?<name>[A-Z_]+)"\)/g).map(({ groups }) => groups?.name ?? ""),
    ...source.matchAll(/^ {2}"?(?<name>[a-z-]+)"?: "(?:text|flag)"/gm).map(({ groups }) => `--${groups?.name}`),
  ]);
  expect(heard.length).toBeGreaterThan(20);
  for (const name of heard.filter((each) => each !== "--help")) expect(String(help)).toContain(name);
});

test("a folder that cannot be created is reported in one line", async () => {
  const child = run("--data", "/proc/x/y", "--port", "0");
  onTestFinished(() => void child.kill("SIGKILL"));
  const { code, said } = await finished(child);
  expect(code).toBe(1);
  expect(said).toMatch(/^The event log in \/proc\/x\/y cannot be opened for writing: [^\n]*\n$/);
});

test("a port that is in use is reported in one line", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number }; // A TCP server's address has a port.
  const { code, said } = await finished(run("--in-memory", "--port", String(port)));
  expect(code).toBe(1);
  expect(said).toMatch(/^The node cannot listen on [^\n]*\n$/);
  taken.close();
});

test("a node can be started by its command name", async () => {
  const command = join(freshFolder(), "lianxiao-event-node");
  symlinkSync(main, command);
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const child = spawn(command, ["--in-memory", "--port", "0"], { env });
  const [line] = await once(child.stdout, "data");
  expect(String(line)).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+\?tls=false\n$/);
  child.kill("SIGTERM");
  expect(await finished(child)).toEqual({ code: 0, said: "" });
});

test.each([
  { args: ["verify", "--data", "/nowhere"], code: 1, says: "/nowhere" },
  { args: ["backup", "--node", "127.0.0.1:1"], code: 1, says: "cannot be reached" },
  { args: ["backup", "--node", "esdb://127.0.0.1:1?tlsCAFile=/nowhere"], code: 1, says: "/nowhere" },
  { args: ["backup", "--node", "a letter with a:password@in"], code: 1, says: "HOST:PORT" },
  { args: ["--in-memory", "--tls-cert", "/nowhere", "--tls-key", "/nowhere"], code: 1, says: "/nowhere" },
  { args: ["--in-memory", "--port", "seventy"], code: 2, says: "seventy" },
  { args: ["--data", "/dev/null/log", "--port", "0"], code: 1, says: "/dev/null/log" },
])("$args ends with a message and exit code $code", async ({ args, code, says }) => {
  const outcome = await finished(run(...args));
  expect(outcome.code).toBe(code);
  expect(outcome.said).toContain(says);
  expect(outcome.said).not.toContain("    at ");
  expect(outcome.said.trimEnd().split("\n")).toHaveLength(1);
  expect(outcome.said).not.toContain("password@");
});
