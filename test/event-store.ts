import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { selfSigned, startEventNode } from "@lianxiao/event-node";

type Options = {
  /** The source of timestamps; a store in a process of its own uses the real clock. */
  readonly clock?: () => Date;
};

type Running = { readonly url: string; readonly close: () => Promise<void> };

/** A port below the ephemeral range, so that a store can be restarted on the same port. */
const lastingPort = async (): Promise<number> => {
  const port = randomInt(20_000, 32_000);
  const probe = createServer();
  const listening = await once(probe.listen(port, "127.0.0.1"), "listening").catch(() => undefined);
  if (listening === undefined) return lastingPort();
  await new Promise((resolve) => probe.close(resolve));
  return port;
};

const command = fileURLToPath(new URL("node_modules/.bin/lianxiao-event-node", import.meta.url));

/** A node in this process, without TLS. */
const here = async (dataDir: string, port: number, { clock }: Options): Promise<Running> => {
  const node = await startEventNode({ dataDir, port, ...(clock && { clock }) });
  return { url: node.connectionString, close: node.close };
};

/** A node in a process of its own with TLS, as in production. */
const apart = async (dataDir: string, port: number): Promise<Running> => {
  const certificate = join(dataDir, "node.crt");
  const key = join(dataDir, "node.key");
  if (!existsSync(key)) {
    const pair = selfSigned();
    await writeFile(certificate, pair.certificate);
    await writeFile(key, pair.key, { mode: 0o600 });
  }
  const options = ["--data", join(dataDir, "log"), "--port", `${port}`, "--tls-cert", certificate, "--tls-key", key];
  const child = spawn(command, options, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await Promise.race([
    once(createInterface(child.stdout), "line"),
    ended.then(([code]) => Promise.reject(new Error(`The event node ended with ${code}.`))),
  ]);
  return {
    url: `esdb://admin:changeit@127.0.0.1:${port}?tls=true&tlsCAFile=${certificate}`,
    close: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
};

/** Whether the test stores are separate processes with TLS: `LIANXIAO_TEST_STORE=tls npm test`. */
export const storesAreApart = process.env["LIANXIAO_TEST_STORE"] === "tls";

/** An event store for one test file, which can be stopped and restarted with its data. */
export const freshEventStore = async (options: Options = {}) => {
  const dataDir = await mkdtemp(join(tmpdir(), "lianxiao-event-store-"));
  const port = await lastingPort();
  const open = () => (storesAreApart ? apart(dataDir, port) : here(dataDir, port, options));
  let running: Running | undefined = await open();
  const { url } = running;
  const stop = async () => {
    await running?.close();
    running = undefined;
  };
  return {
    url,
    stop,
    start: async () => {
      running = await open();
    },
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true });
    },
  };
};
