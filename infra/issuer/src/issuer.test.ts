import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIssuer } from "./issuer.ts";

const audience = "lianxiao";
const dataDir = mkdtempSync(join(tmpdir(), "lianxiao-issuer-"));
const opened: (() => unknown)[] = [];

const serve = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  const origin = `http://127.0.0.1:${address.port}`;
  const issuerUrl = `${origin}/oidc`;
  const { router, jwksUrl } = await createIssuer({ issuerUrl, dataDir, audience });
  server.on("request", express().use(router));
  opened.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { origin, issuerUrl, jwksUrl };
};

let running: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  running = await serve();
});
afterAll(() => {
  for (const close of opened) close();
  rmSync(dataDir, { recursive: true });
});

const post = (body: string, type = "application/json") =>
  fetch(`${running.origin}/dev/token`, { method: "POST", headers: { "content-type": type }, body });
const tokenFor = async (account: string) => {
  const answer = await post(JSON.stringify({ account }));
  expect(answer.status).toBe(200);
  return (await answer.json()) as { access_token: string; token_type: string; expires_in: number };
};
const verified = async (token: string, { issuerUrl, jwksUrl } = running) =>
  (await jwtVerify(token, createRemoteJWKSet(new URL(jwksUrl)), { issuer: issuerUrl, audience })).payload;

describe("a demo account's token", () => {
  test.each([
    ["bureau-330108", { role: "county", region: "330108" }],
    ["bureau-330100", { role: "city", region: "330100" }],
    ["bureau-330000", { role: "province", region: "330000" }],
    ["auditor-330100", { role: "auditor", region: "330100" }],
    ["lead-2133000001", { role: "lead", school_code: "2133000001" }],
    ["member-3133000002", { role: "member", school_code: "3133000002" }],
  ])("%s is verified with the published keys and has the account's claims", async (account, claims) => {
    const { access_token: token, token_type, expires_in } = await tokenFor(account);
    expect({ token_type, expires_in }).toEqual({ token_type: "Bearer", expires_in: 3600 });
    const payload = await verified(token);
    expect(payload).toMatchObject({ ...claims, sub: account, aud: audience });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600);
  });

  test("is valid after a restart of the issuer, whose key file only its owner can read", async () => {
    const { access_token: token } = await tokenFor("bureau-330108");
    const again = await serve();
    await expect(verified(token, { ...again, issuerUrl: running.issuerUrl })).resolves.toMatchObject({
      role: "county",
    });
    expect(statSync(join(dataDir, "signing-key.json")).mode & 0o777).toBe(0o600);
  });

  test("is not valid if a character is changed", async () => {
    const { access_token: token } = await tokenFor("bureau-330108");
    const [head, , signature] = token.split(".");
    const forged = Buffer.from(JSON.stringify({ role: "province", region: "330000" })).toString("base64url");
    await expect(verified(`${head}.${forged}.${signature}`)).rejects.toThrow();
  });
});

describe("an unknown account gets no token", () => {
  test.each(["bureau-3301", "bureau-3301080", "root", "", "lead-330108", "xbureau-330108", "bureau-330108\n"])(
    "%j does not exist",
    async (account) => {
      const answer = await post(JSON.stringify({ account }));
      expect(answer.status).toBe(400);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(await answer.json()).toMatchObject({ status: 400, code: "ACCOUNT_UNKNOWN" });
    },
  );

  test.each([
    ["half an object", "{", "application/json"],
    ["a form", "account=bureau-330108", "application/x-www-form-urlencoded"],
    ["a long body", JSON.stringify({ account: "x".repeat(5000) }), "application/json"],
  ])("%s is not a valid request", async (_name, body, type) => {
    const answer = await post(body, type);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "MALFORMED_JSON" });
  });

  test.each([[null], [[]], ["bureau-330108"], [{ account: { a: 1 } }], [{}]])("%j has no account", async (body) => {
    expect((await post(JSON.stringify(body))).status).toBe(400);
  });
});

// A browser in the code flow: keeps cookies and follows redirects one by one.
const browser = () => {
  const jar = new Map<string, string>();
  return async (url: string): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", ...value] = (line.split(";")[0] ?? "").split("=");
      jar.set(name, value.join("="));
    }
    return answer;
  };
};
const next = (answer: Response, from: string): string => new URL(answer.headers.get("location") ?? "", from).href;

describe("OpenID Connect", () => {
  test("discovery has this issuer and its keys", async () => {
    const answer = await fetch(`${running.issuerUrl}/.well-known/openid-configuration`);
    expect(await answer.json()).toMatchObject({ issuer: running.issuerUrl, jwks_uri: running.jwksUrl });
  });

  test("the published keys are only the public ones", async () => {
    const { keys } = (await (await fetch(running.jwksUrl)).json()) as { keys: Record<string, string>[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {})).not.toContain("d");
  });

  test("the code flow with PKCE ends with a token for the selected account", async () => {
    const verifier = randomBytes(32).toString("base64url");
    const redirect = "http://127.0.0.1:5173/callback";
    const authorise = new URL(`${running.issuerUrl}/auth`);
    authorise.search = new URLSearchParams({
      client_id: "lianxiao",
      response_type: "code",
      scope: "openid",
      redirect_uri: redirect,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    }).toString();
    const go = browser();
    const page = next(await go(authorise.href), authorise.href);
    expect(await (await go(page)).text()).toContain("bureau-330108");
    const resumed = next(await go(`${page}/as?account=bureau-330108`), page);
    const back = new URL(next(await go(resumed), resumed));
    expect(back.origin + back.pathname).toBe(redirect);
    const answer = await fetch(`${running.issuerUrl}/token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: "lianxiao",
        grant_type: "authorization_code",
        code: back.searchParams.get("code") ?? "",
        redirect_uri: redirect,
        code_verifier: verifier,
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect(await verified(token)).toMatchObject({ sub: "bureau-330108", role: "county", region: "330108" });
  });
});

test("in production the development issuer refuses to start", async () => {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  try {
    await expect(createIssuer({ issuerUrl: "http://127.0.0.1/oidc", dataDir, audience })).rejects.toThrow(
      "OIDC_ISSUER",
    );
  } finally {
    process.env.NODE_ENV = before;
  }
});
