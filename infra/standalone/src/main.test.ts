import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, expect, onTestFinished, test } from "vitest";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lianxiao-main-"));
afterAll(() => rmSync(folder, { recursive: true }));

const start = (environment: NodeJS.ProcessEnv) => {
  const child = spawn(process.execPath, [main, "--empty"], {
    env: { ...process.env, PORT: "0", HOST: "", LIANXIAO_DATA: folder, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
};

test.each([
  ["LIANXIAO_DATA", "/proc/x", 1],
  ["HOST", "0.0.0.0", 78],
  ["HOST", "192.0.2.1", 78],
  ["LIANXIAO_DEV_ISSUER", "yes", 78],
])("%s=%s ends the start with one sentence", async (name, value, expected) => {
  const child = start({ [name]: value });
  const [[code], out, said] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  expect({ code, out }).toEqual({ code: expected, out: "" });
  expect(said.trim()).toContain(name);
});

/** A system that hangs in its start: it has connected to a server that never responds. */
const starting = async (environment: (port: number) => NodeJS.ProcessEnv) => {
  const silent = createServer().listen(0, "127.0.0.1");
  const free = createServer().listen(0, "127.0.0.1");
  await Promise.all([once(silent, "listening"), once(free, "listening")]);
  // A TCP server's address has a port.
  const [silentPort = 0, port] = [silent, free].map((server) => (server.address() as { port: number }).port);
  free.close();
  onTestFinished(() => void silent.close());
  const child = start({ PORT: `${port}`, ...environment(silentPort) });
  const [connection] = await once(silent, "connection");
  onTestFinished(() => void connection.destroy());
  return { child, url: `http://localhost:${port}` };
};

test.each(["SIGTERM", "SIGINT"] as const)("a start that waits answers NOT_READY and hears %s", async (signal) => {
  const { child, url } = await starting((port) => ({
    EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false`,
    DATABASE_URL: "postgresql://127.0.0.1:9/nobody",
  }));
  for (const path of ["/", "/graphql", "/v1/school/open-school", "/readyz"])
    expect((await fetch(url + path)).status).toBe(503);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  child.kill(signal);
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a start that waits for what cannot be called off is not waited for when it is stopped", async () => {
  const { child } = await starting((port) => ({ DATABASE_URL: `postgresql://127.0.0.1:${port}/nobody` }));
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
