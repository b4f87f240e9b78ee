import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authenticator } from "./principal.ts";
import { Problem } from "./problem.ts";

const issuer = "https://id.example.cn";
const audience = "lianxiao";
const pair = await generateKeyPair("RS256");
const stranger = await generateKeyPair("RS256");
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "1", alg: "RS256", use: "sig" }] });
const server = createServer((_request, response) => response.setHeader("content-type", "application/json").end(jwks));

beforeAll(() => new Promise<void>((resolve) => server.listen(0, resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

const bureau = { role: "county", region: "330108" };
const sign = (
  claims: Record<string, unknown>,
  { key = pair.privateKey, aud = audience, exp = "1h", iss = issuer } = {},
) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: "1" })
    .setSubject("bureau-330108")
    .setIssuer(iss)
    .setAudience(aud)
    .setExpirationTime(exp)
    .sign(key);
const clock = () => new Date();
const check = (header: string | undefined) => {
  const { port } = server.address() as AddressInfo;
  return authenticator({ issuer, audience, jwksUrl: `http://127.0.0.1:${port}/`, clock })(header);
};
const codeOf = (outcome: Promise<unknown>) =>
  outcome.then(
    () => "accepted",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

describe("a token", () => {
  test("of the issuer identifies the caller", async () => {
    expect(await check(`Bearer ${await sign(bureau)}`)).toEqual({ subject: "bureau-330108", ...bureau });
  });
  test("that is missing is TOKEN_MISSING", async () => expect(await codeOf(check(undefined))).toBe("TOKEN_MISSING"));
  test("signed with another key is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign(bureau, { key: stranger.privateKey })}`))).toBe("TOKEN_INVALID"));
  test("for another audience is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign(bureau, { aud: "other" })}`))).toBe("TOKEN_INVALID"));
  test("of another issuer is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign(bureau, { iss: "https://x.cn" })}`))).toBe("TOKEN_INVALID"));
  test("that has expired is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign(bureau, { exp: "-1s" })}`))).toBe("TOKEN_INVALID"));
  test("cannot be verified while the issuer does not answer", async () => {
    const unreachable = authenticator({ issuer, audience, jwksUrl: "http://127.0.0.1:1/", clock });
    expect(await codeOf(unreachable(`Bearer ${await sign(bureau)}`))).toBe("IDENTITY_UNAVAILABLE");
  });
  test("without a signature is not valid", async () => {
    const [, body] = (await sign(bureau)).split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    expect(await codeOf(check(`Bearer ${header}.${body}.`))).toBe("TOKEN_INVALID");
  });
  test("is verified once, and again after it has expired", async () => {
    let fetched = 0;
    const counted = createServer((_request, response) => {
      fetched += 1;
      response.setHeader("content-type", "application/json").end(jwks);
    });
    await new Promise<void>((resolve) => counted.listen(0, "127.0.0.1", resolve));
    const { port } = counted.address() as AddressInfo;
    const now = { at: new Date() };
    const asked = authenticator({ issuer, audience, jwksUrl: `http://127.0.0.1:${port}/`, clock: () => now.at });
    const token = `Bearer ${await sign(bureau, { exp: "60s" })}`;
    await asked(token);
    await new Promise<void>((resolve) => {
      counted.close(() => resolve());
      counted.closeAllConnections();
    });
    // Accepted from the cache: the issuer is gone.
    expect(await codeOf(asked(token))).toBe("accepted");
    expect(fetched).toBe(1);
    now.at = new Date(Date.now() + 3_600_000);
    expect(await codeOf(asked(token))).not.toBe("accepted");
  });
  test("of a bureau without a region is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign({ role: "county" })}`))).toBe("TOKEN_INVALID"));
  test("with an unknown role is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign({ role: "root", region: "330108" })}`))).toBe("TOKEN_INVALID"));
});
