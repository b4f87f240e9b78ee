import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openApiDocument } from "@lianxiao/service";
import { services } from "@lianxiao/standalone";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { freshDatabase } from "../database.ts";
import { freshEventStore } from "../event-store.ts";

const surroundings: NodeJS.ProcessEnv = {
  PORT: "0",
  HOST: "",
  LIANXIAO_LOG: "silent",
  OIDC_ISSUER: "https://id.example.cn",
  OIDC_JWKS_URL: "https://id.example.cn/jwks",
};
const opened: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  const store = await freshEventStore();
  const database = await freshDatabase();
  opened.push(store.remove, database.drop);
  Object.assign(surroundings, { EVENTSTORE_URL: store.url, DATABASE_URL: database.url });
});
afterAll(async () => {
  for (const close of opened) await close();
});

/** Starts a process and waits until it listens. */
const start = async (file: string, environment: NodeJS.ProcessEnv) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../${file}`, import.meta.url))], {
    env: { ...process.env, ...surroundings, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(createInterface(child.stdout), "line");
  const url = /http:\/\/localhost:\d+/.exec(String(line))?.[0] ?? "";
  return { child, url, elsewhere: `${url.replace("localhost", "127.0.0.2")}/healthz` };
};

const docs = "infra/standalone/src/docs.ts";
const mains = [...services.map(({ name }) => name), "projector", "gateway"].map(
  (service) => `services/${service}/src/main.ts`,
);

test.each([...mains, docs])(
  "%s listens on loopback only, unless HOST is set to another address, and exits on SIGTERM",
  async (file) => {
    const [closed, open] = await Promise.all([start(file, {}), start(file, { HOST: "0.0.0.0" })]);
    for (const { url } of [closed, open]) expect((await fetch(`${url}/healthz`)).status).toBe(200);
    // A server on every interface also accepts connections on every address of 127.0.0.0/8.
    await expect(fetch(closed.elsewhere)).rejects.toThrow();
    expect((await fetch(open.elsewhere)).status).toBe(200);
    for (const { child } of [closed, open]) {
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([0, null]);
    }
  },
);

test("one document describes the commands of all services, also when they are separate processes", async () => {
  const { url } = await start(docs, {});
  const document = await (await fetch(`${url}/v1/openapi.json`)).json();
  // JSON leaves out undefined members.
  expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(services))));
  expect((await fetch(`${url}/v1/docs`)).status).toBe(200);
});
