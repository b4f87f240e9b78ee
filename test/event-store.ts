import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { selfSigned, startEventNode } from "@lianxiao/event-node";

type Options = {
  /** Stamps the events; a store in a process of its own stamps them by the real clock. */
  readonly clock?: () => Date;
};

type Running = { readonly url: string; readonly port: number; readonly close: () => Promise<void> };

const command = fileURLToPath(new URL("node_modules/.bin/lianxiao-event-node", import.meta.url));

/** A node in this process, without TLS. */
const here = async (dataDir: string, port: number, { clock }: Options): Promise<Running> => {
  const node = await startEventNode({ dataDir, port, ...(clock && { clock }) });
  return { url: node.connectionString, port: node.port, close: node.close };
};

/** A node in a process of its own, over TLS, as a bureau's server would run it. */
const apart = async (dataDir: string, port: number): Promise<Running> => {
  const certificate = join(dataDir, "node.crt");
  const key = join(dataDir, "node.key");
  if (port === 0) {
    const pair = selfSigned();
    await writeFile(certificate, pair.certificate);
    await writeFile(key, pair.key, { mode: 0o600 });
  }
  const options = ["--data", join(dataDir, "log"), "--port", `${port}`, "--tls-cert", certificate, "--tls-key", key];
  const child = spawn(command, options, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [said] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    ended.then(([code]) => Promise.reject(new Error(`The event node ended with ${code}.`))),
  ]);
  const { host, port: taken } = new URL(String(said));
  return {
    url: `esdb://admin:changeit@${host}?tls=true&tlsCAFile=${certificate}`,
    port: Number(taken),
    close: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
};

/** Whether the tests' event stores are processes of their own over TLS: `LIANXIAO_TEST_STORE=tls npm test`. */
export const storesAreApart = process.env["LIANXIAO_TEST_STORE"] === "tls";

/** An event store of a test's own, which can be stopped and started again where it was. */
export const freshEventStore = async (options: Options = {}) => {
  const dataDir = await mkdtemp(join(tmpdir(), "lianxiao-event-store-"));
  const open = (port: number) => (storesAreApart ? apart(dataDir, port) : here(dataDir, port, options));
  let running: Running | undefined = await open(0);
  const { url, port } = running;
  const stop = async () => {
    await running?.close();
    running = undefined;
  };
  return {
    url,
    stop,
    start: async () => {
      running = await open(port);
    },
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true });
    },
  };
};
