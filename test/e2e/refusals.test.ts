import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundDistrict } from "./district.ts";
import { coverageOf, type Reply, type System, startSystem } from "./system.ts";

let system: System;
beforeAll(async () => {
  system = await startSystem({ empty: true });
});
afterAll(() => system.close());

/** A day of the previous school year, for which school accounts may still record. */
const recent = `${new Date().getFullYear() - 1}-10-01`;

const school = {
  code: "2133009001",
  name: "示例",
  type: "211",
  ownership: "PUBLIC",
  urbanRural: "111",
  locatedIn: "330108",
  administeredBy: "330108",
  on: "2010-09-01",
};

describe("permissions", () => {
  test("commands and queries without a token get 401", async () => {
    const reply = await system.command(undefined, "group/draft-group", {});
    expect([reply.status, reply.body.code]).toEqual([401, "TOKEN_MISSING"]);
    const query = await fetch(`${system.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: `{"query":"{ __typename }"}`,
    });
    expect(query.status).toBe(401);
  });

  test("the bureau of 330102 can neither change nor see anything in 330108", async () => {
    const { schools, groupId, position } = await foundDistrict(system, { account: "bureau-330108", serial: 0 });
    const reply = await system.command("bureau-330102", `school/${schools[0]}/close-school`, { on: "2024-09-01" });
    // The response is the same as for an unknown id, so that it does not reveal that the school exists.
    const nothing = await system.command("bureau-330102", `school/${randomUUID()}/close-school`, { on: "2024-09-01" });
    expect([reply.status, reply.body.code]).toEqual([404, "NOT_FOUND"]);
    const told = ({ status, body: { instance: _, traceId: __, ...body } }: Reply) => ({ status, ...body });
    expect(told(reply)).toEqual(told(nothing));
    type Schools = { schools: { edges: unknown[] }; school: unknown; group: unknown };
    const document = `{ schools(region: "330108") { edges { node { name } } } school(id: "${schools[0]}") { name } group(id: "${groupId}") { name } }`;
    const seen = await system.query<Schools>("bureau-330102", document, position);
    expect([seen.schools.edges, seen.school, seen.group]).toEqual([[], null, null]);
    const own = await system.query<Schools>("bureau-330108", document, position);
    expect(own.schools.edges.length).toBeGreaterThan(0);
    expect(await coverageOf(system, "bureau-330102", `region: "330108"`)).toEqual({
      numerator: 0,
      denominator: 0,
      rate: null,
      reason: "OUT_OF_SCOPE",
    });
  });

  test("opening a school in another county is refused, not hidden, because regions are public", async () => {
    const reply = await system.command("bureau-330102", "school/open-school", school);
    expect([reply.status, reply.body.code]).toEqual([403, "OUT_OF_SCOPE"]);
  });

  test("an auditor cannot send commands, a member can leave, and a lead can invite", async () => {
    const { account, groupId, members, position } = await foundDistrict(system, {
      account: "bureau-330113",
      serial: 1000,
    });
    const path = `membership/${members[0]}/leave-group`;
    const leave = (as: string) => system.command(as, path, { groupId, on: recent });
    expect((await leave("auditor-330113")).status).toBe(403);
    expect((await leave("member-2133001003")).status).toBe(403);
    expect((await leave("member-2133001002")).status).toBe(200);
    const membership = (as: string, command: string, body: object = {}) =>
      system.command(as, `membership/${members[0]}/${command}`, { groupId, ...body });
    // A lead cannot add a school that has not agreed.
    expect((await membership("lead-2133001001", "join-group", { on: recent })).status).toBe(403);
    expect((await membership("lead-2133001001", "invite-school", { on: recent })).status).toBe(200);
    expect((await membership("member-2133001002", "accept-invitation")).status).toBe(200);
    expect(
      (await system.command("lead-2133001001", `group/${groupId}/dissolve-group`, { on: "2025-09-01", reason: "x" }))
        .status,
    ).toBe(403);
    expect((await coverageOf(system, account, `region: "330113", asOf: "2021-01-01"`, position)).denominator).toBe(4);
  });
});

describe("invalid input", () => {
  test.each<[string, unknown, number, string, string | undefined]>([
    ["no body", "", 400, "MALFORMED_JSON", undefined],
    ["half a body", `{"code":`, 400, "MALFORMED_JSON", undefined],
    ["a key twice", `{"code":"1","code":"2"}`, 400, "MALFORMED_JSON", undefined],
    ["an array", "[]", 422, "BODY_INVALID", ""],
    ["null", "null", 422, "BODY_INVALID", ""],
    ["an unknown field", { ...school, foo: 1 }, 422, "UNKNOWN_FIELD", "/foo"],
    ["__proto__", `${JSON.stringify(school).slice(0, -1)},"__proto__":{}}`, 422, "UNKNOWN_FIELD", "/__proto__"],
    ["30 February", { ...school, on: "2023-02-30" }, 422, "DATE_INVALID", "/on"],
    ["slashes in a date", { ...school, on: "2023/02/03" }, 422, "DATE_FORMAT", "/on"],
    ["a date in words", { ...school, on: "2023年9月1日" }, 422, "DATE_FORMAT", "/on"],
    ["the year 2150", { ...school, on: "2150-09-01" }, 422, "DATE_TOO_FAR", "/on"],
    ["a private-use character", { ...school, name: "\ue863中学" }, 422, "TEXT_INVALID", "/name"],
    ["year 0001", { ...school, on: "0001-01-01" }, 422, "DATE_OUT_OF_RANGE", "/on"],
    ["an unknown region", { ...school, locatedIn: "999999" }, 422, "REGION_UNKNOWN", "/locatedIn"],
    ["a region of five digits", { ...school, locatedIn: "33010" }, 422, "REGION_CODE_INVALID", "/locatedIn"],
    [
      "a region in full-width digits",
      { ...school, locatedIn: "３３０１０８" },
      422,
      "REGION_CODE_INVALID",
      "/locatedIn",
    ],
    ["an empty name", { ...school, name: " " }, 422, "TEXT_INVALID", "/name"],
    ["a name with a control character", { ...school, name: "a\u0000" }, 422, "TEXT_INVALID", "/name"],
    ["a missing field", { ...school, type: undefined }, 422, "FIELD_REQUIRED", "/type"],
    ["a number for a word", { ...school, type: 211 }, 422, "BODY_INVALID", "/type"],
    ["65 KB", { ...school, name: "字".repeat(30_000) }, 413, "BODY_TOO_LARGE", undefined],
  ])("%s", async (_what, body, status, code, pointer) => {
    const reply = await system.command("bureau-330108", "school/open-school", body);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
    const { errors } = reply.body as { errors?: { pointer: string }[] };
    expect(errors?.[0]?.pointer).toBe(pointer);
    expect(reply.headers.get("content-type")).toContain("application/problem+json");
  });

  test.each([
    [{ "idempotency-key": "" }, 400, "IDEMPOTENCY_KEY_REQUIRED"],
    [{ "if-match": "7" }, 400, "IF_MATCH_INVALID"],
    [{ "content-type": "text/plain" }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    [{ "content-type": "application/json; charset=gbk" }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    [{ authorization: "Bearer nonsense" }, 401, "TOKEN_INVALID"],
  ])("header %o", async (headers, status, code) => {
    const reply = await system.command("bureau-330108", "school/open-school", school, headers);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  test("titles are Chinese, or English if Accept-Language asks for it", async () => {
    const zh = await system.command("bureau-330108", "school/open-school", { ...school, on: "2023-02-30" });
    const en = await system.command(
      "bureau-330108",
      "school/open-school",
      { ...school, on: "2023-02-30" },
      { "accept-language": "en-GB,en;q=0.9" },
    );
    expect([zh.body["title"], en.body["title"]]).toEqual(["日期无效", "The date does not exist"]);
  });

  test("a stale If-Match gets the current revision", async () => {
    const { account, groupId } = await foundDistrict(system, { account: "bureau-330122", serial: 1100 });
    const reply = await system.command(
      account,
      `group/${groupId}/suspend-group`,
      { on: "2020-01-01", reason: "2023-02-30" },
      { "if-match": '"0"' },
    );
    expect([reply.status, reply.body.code, reply.headers.get("etag")]).toEqual([412, "REVISION_CONFLICT", '"1"']);
  });

  test("what does not exist is not found", async () => {
    expect(
      (await system.command("bureau-330108", `school/${randomUUID()}/close-school`, { on: "2020-01-01" })).body.code,
    ).toBe("NOT_FOUND");
    expect((await system.command("bureau-330108", "school/%E0%A4%A/close-school", {})).status).toBeLessThan(500);
    expect((await fetch(`${system.url}/v1/school/open-school`)).status).toBe(405);
  });
});

test("the API describes itself", async () => {
  const document = (await (await fetch(`${system.url}/v1/openapi.json`)).json()) as {
    openapi: string;
    paths: Record<string, unknown>;
  };
  expect(document.openapi).toMatch(/^3\.1/);
  expect(Object.keys(document.paths)).toContain("/v1/membership/{id}/join-group");
  expect((await fetch(`${system.url}/v1/docs`)).status).toBe(200);
  expect(await (await fetch(`${system.url}/readyz`)).json()).toMatchObject({
    ready: true,
    reactions: { reactions: { "stays-end-with-the-school": { refused: { count: 0 }, parked: { count: 0 } } } },
  });
});
