import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { evolveTree, planted } from "@lianxiao/regions";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authenticator, type Concern, mayCommand, type Principal, schoolIdOf } from "./principal.ts";
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
const check = (header: string | undefined) => {
  const { port } = server.address() as AddressInfo;
  return authenticator({ issuer, audience, jwksUrl: `http://127.0.0.1:${port}/` })(header);
};
const codeOf = (outcome: Promise<unknown>) =>
  outcome.then(
    () => "accepted",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

describe("a token", () => {
  test("of the issuer says who asks", async () => {
    expect(await check(`Bearer ${await sign(bureau)}`)).toEqual({ subject: "bureau-330108", ...bureau });
  });
  test("that is missing is asked for", async () => expect(await codeOf(check(undefined))).toBe("TOKEN_MISSING"));
  test("signed by another is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign(bureau, { key: stranger.privateKey })}`))).toBe("TOKEN_INVALID"));
  test("for another audience is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign(bureau, { aud: "other" })}`))).toBe("TOKEN_INVALID"));
  test("of another issuer is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign(bureau, { iss: "https://x.cn" })}`))).toBe("TOKEN_INVALID"));
  test("that has expired is not valid", async () =>
    expect(await codeOf(check(`Bearer ${await sign(bureau, { exp: "-1s" })}`))).toBe("TOKEN_INVALID"));
  test("cannot be judged while the issuer does not answer", async () => {
    const unreachable = authenticator({ issuer, audience, jwksUrl: "http://127.0.0.1:1/" });
    expect(await codeOf(unreachable(`Bearer ${await sign(bureau)}`))).toBe("IDENTITY_UNAVAILABLE");
  });
  test("without a signature is not valid", async () => {
    const [, body] = (await sign(bureau)).split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    expect(await codeOf(check(`Bearer ${header}.${body}.`))).toBe("TOKEN_INVALID");
  });
  test("without a region says nothing", async () =>
    expect(await codeOf(check(`Bearer ${await sign({ role: "county" })}`))).toBe("TOKEN_INVALID"));
  test("with a role that we do not have says nothing", async () =>
    expect(await codeOf(check(`Bearer ${await sign({ role: "root", region: "330108" })}`))).toBe("TOKEN_INVALID"));
});

const opened = evolveTree.RegionOpened(planted, {
  code: "330104",
  name: "江干区",
  level: "COUNTY",
  parent: "330100",
  on: null,
  precision: "DAY",
});
const tree = evolveTree.RegionMerged(opened, { code: "330104", into: "330102", on: "2021-04-09", precision: "DAY" });
const may = (
  principal:
    | Omit<Extract<Principal, { region: string }>, "subject">
    | Omit<Extract<Principal, { schoolCode: string }>, "subject">,
  concern: Concern,
  today = "2026-11-22",
) => mayCommand({ subject: "someone", ...principal } as Principal, concern, { tree, today });

describe("a command", () => {
  test("is given by a bureau whose region reaches all it concerns", () => {
    expect(may({ role: "county", region: "330108" }, { regions: ["330108"] })).toBe(true);
    expect(may({ role: "city", region: "330100" }, { regions: ["330108", "330102"] })).toBe(true);
    expect(may({ role: "province", region: "330000" }, { regions: ["330108"] })).toBe(true);
    expect(may({ role: "county", region: "330102" }, { regions: ["330108"] })).toBe(false);
    expect(may({ role: "county", region: "330108" }, { regions: ["330108", "330102"] })).toBe(false);
    expect(may({ role: "county", region: "330108" }, { regions: ["330100"] })).toBe(false);
  });
  test("that concerns no region is nobody's to give", () =>
    expect(may({ role: "province", region: "330000" }, { regions: [] })).toBe(false));
  test("may be for the levels above only", () => {
    expect(may({ role: "county", region: "330108" }, { regions: ["330108"], bureaus: ["city", "province"] })).toBe(
      false,
    );
    expect(may({ role: "city", region: "330100" }, { regions: ["330108"], bureaus: ["city", "province"] })).toBe(true);
  });
  test("follows the region tree as it stands today", () => {
    expect(may({ role: "county", region: "330102" }, { regions: ["330104"] })).toBe(true);
    expect(may({ role: "county", region: "330102" }, { regions: ["330104"] }, "2020-01-01")).toBe(false);
    expect(may({ role: "county", region: "330104" }, { regions: ["330104"] })).toBe(false);
  });
  test("is given by the lead or the member that it names", () => {
    const code = "2133000001";
    const concern = { regions: ["330108"], leads: [schoolIdOf(code)] };
    expect(may({ role: "lead", schoolCode: code }, concern)).toBe(true);
    expect(may({ role: "member", schoolCode: code }, concern)).toBe(false);
    expect(may({ role: "lead", schoolCode: "2133000002" }, concern)).toBe(false);
    expect(may({ role: "lead", schoolCode: code }, { regions: ["330108"] })).toBe(false);
  });
  test("is never an auditor's", () =>
    expect(may({ role: "auditor", region: "330000" }, { regions: ["330108"], bureaus: ["auditor"] })).toBe(false));
});
