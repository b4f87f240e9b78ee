import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { afterAll, describe, expect, test } from "vitest";
import { createIssuer } from "./issuer.ts";

const dataDir = mkdtempSync(join(tmpdir(), "lianxiao-own-host-"));
const serve = async (named: { readonly open?: boolean; readonly host?: string } = {}) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  const { port } = address;
  const { open = false, host = "127.0.0.1" } = named;
  const { router } = await createIssuer({ issuerUrl: `http://${host}:${port}/oidc`, dataDir, audience: "x", open });
  server.on("request", express().use(router));
  return { server, port };
};
const running = {
  loopback: await serve(),
  open: await serve({ open: true }),
  named: await serve({ host: "box.test" }),
};
afterAll(() => {
  for (const { server } of Object.values(running)) server.closeAllConnections();
  for (const { server } of Object.values(running)) server.close();
  rmSync(dataDir, { recursive: true });
});

type Asked = { readonly at?: keyof typeof running; readonly path?: string; readonly method?: string };

/** Unlike fetch(), sends the given Host and the headers of a browser. */
const ask = async (
  headers: Readonly<Record<string, string>>,
  { at = "loopback", path = "/dev/token", method }: Asked = {},
) => {
  const sent = request({
    port: running[at].port,
    host: "127.0.0.1",
    path,
    method: method ?? "POST",
    headers: { "content-type": "application/json", ...headers },
  });
  sent.end(method === "GET" ? undefined : JSON.stringify({ account: "bureau-330108" }));
  const [answer] = await once(sent, "response");
  const body: Buffer[] = await answer.toArray();
  return { status: answer.statusCode, body: JSON.parse(Buffer.concat(body).toString()) };
};
const problem = (status: number, code: string) => ({ status, body: expect.objectContaining({ status, code }) });
const given = { status: 200, body: expect.objectContaining({ token_type: "Bearer" }) };
const discovery = { path: "/oidc/.well-known/openid-configuration", method: "GET" };

describe("the development issuer", () => {
  test.each(["localhost:4000", "127.0.0.1:4000", "127.1.2.3", "[::1]:4000", "LOCALHOST", "localhost."])(
    "responds under the host %s",
    async (host) => expect(await ask({ host })).toMatchObject(given),
  );

  test.each([
    "rebound.example.com",
    "rebound.example.com:4000",
    "192.168.1.5",
    "localhost.example.com",
    "127.0.0.1.nip.io",
    "[fe80::1]",
    "%",
  ])("refuses the host %s, which may only resolve to this machine", async (host) => {
    expect(await ask({ host })).toEqual(problem(421, "HOST_NOT_LOOPBACK"));
    expect(await ask({ host }, discovery)).toEqual(problem(421, "HOST_NOT_LOOPBACK"));
  });

  test("responds under its configured host name, and under no other", async () => {
    expect(await ask({ host: "box.test:4000" }, { at: "named" })).toMatchObject(given);
    expect(await ask({ host: "other.test:4000" }, { at: "named" })).toEqual(problem(421, "HOST_NOT_LOOPBACK"));
  });

  test.each([
    [{ origin: "https://example.com" }],
    [{ origin: "null" }],
    [{ origin: "http://localhost.example.com:4000" }],
    [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
    [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }],
  ])("refuses requests from pages of other sites: %j", async (headers) => {
    expect(await ask({ host: "localhost", ...headers })).toEqual(problem(403, "CROSS_SITE_REQUEST"));
  });

  test.each([
    [{ origin: "http://localhost:5173", "sec-fetch-site": "same-site" }],
    [{ origin: "http://127.0.0.1:5173", "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "none" }],
  ])("responds to pages of this machine: %j", async (headers) => {
    expect(await ask({ host: "localhost:4000", ...headers })).toMatchObject(given);
  });

  test("can be reached by a link from any site, like a sign-in page", async () => {
    const headers = { host: "localhost", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect(await ask(headers, discovery)).toMatchObject({ status: 200 });
  });

  test("with open responds under any host name, but not to pages of other sites", async () => {
    const host = "school.example.cn";
    expect(await ask({ host, origin: `http://${host}` }, { at: "open" })).toMatchObject(given);
    expect(await ask({ host, origin: "https://example.com" }, { at: "open" })).toEqual(
      problem(403, "CROSS_SITE_REQUEST"),
    );
  });
});
