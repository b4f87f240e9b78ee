import { Problem } from "@lianxiao/service";
import { afterAll, describe, expect, test } from "vitest";
import { freshReadModel } from "../../../../test/projection.ts";
import { serve } from "../fixture.ts";
import { refuseDeepNesting } from "./nesting.ts";

const codeOf = (query: string): unknown => {
  try {
    refuseDeepNesting(query);
    return undefined;
  } catch (error) {
    return error instanceof Problem ? error.code : error;
  }
};

describe("the brackets of a query", () => {
  test.each(["[]", "{}", "()"])("may be nested 64 deep and no deeper: %s", (pair) => {
    const [open = "", close = ""] = pair;
    expect(codeOf(open.repeat(64) + close.repeat(64) + open.repeat(64))).toBeUndefined();
    expect(codeOf(open.repeat(65))).toBe("NESTING_TOO_DEEP");
  });

  test.each([
    ["a string", `{ a(b: "${"[".repeat(99)}") }`],
    ["a string after an escaped quote", `{ a(b: "\\"${"[".repeat(99)}") }`],
    ["a block string", `{ a(b: """${"[\n".repeat(99)}" \\""" ${"[".repeat(99)}""") }`],
    ["a comment", `{ a # ${"[".repeat(99)}\n }`],
  ])("mean nothing in %s", (_where, query) => expect(codeOf(query)).toBeUndefined());

  test.each([
    ["a string", `{ a(b: "x") c(d: ${"[".repeat(99)}`],
    ["a block string", `{ a(b: """\\""" """) c(d: ${"[".repeat(99)}`],
    ["a comment", `{ a # "\n b(c: ${"[".repeat(99)}`],
  ])("count after %s", (_where, query) => expect(codeOf(query)).toBe("NESTING_TOO_DEEP"));

  test.each(['"""', '"""\\"""', '"', "\\", '"\\'])("are looked for in milliseconds, also among many %s", (part) => {
    const began = performance.now();
    codeOf(part.repeat(60_000 / part.length));
    expect(performance.now() - began).toBeLessThan(200);
  });
});

const model = await freshReadModel();
const gateway = await serve(model);

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

const post = async (body: string): Promise<readonly [number, string]> => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer county-330108" },
    body,
  });
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  return [response.status, errors[0]?.extensions.code ?? ""];
};

const asked = (query: string) => post(JSON.stringify({ query }));

describe("a request that is nested deeply", () => {
  const deep = 30_000;

  test.each([
    ["a list value", `{ coverage(region: ${"[".repeat(deep)}${"]".repeat(deep)}) { rate } }`],
    ["a list value that does not end", `{ coverage(region: ${"[".repeat(60_000)}`],
    ["a list type", `query ($v: ${"[".repeat(deep)}Int${"]".repeat(deep)}) { __typename }`],
    ["a list type that does not end", `query ($v: ${"[".repeat(60_000)}`],
    ["selections", `${"{a".repeat(20_000)}${"}".repeat(20_000)}`],
    ["selections that do not end", "{a".repeat(deep)],
    ["inline fragments", `{ ${"...{".repeat(12_000)}__typename${"}".repeat(12_000)} }`],
    ["an object value", `{ coverage(region: ${"{a:".repeat(15_000)}1${"}".repeat(15_000)}) { rate } }`],
  ])("is refused, whether the stack would bear it or not: %s", async (_what, query) => {
    expect(await asked(query)).toEqual([400, "NESTING_TOO_DEEP"]);
  });

  test.each([
    ["lists", `${"[".repeat(deep)}${"]".repeat(deep)}`],
    ["objects", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
    ["what does not end", "[".repeat(60_000)],
  ])("is refused in its variables: %s", async (_what, value) => {
    const body = `{"query":"query ($v: RegionCode!) { coverage(region: $v) { rate } }","variables":{"v":${value}}}`;
    expect(await post(body)).toEqual([400, "MALFORMED_JSON"]);
  });

  test("is not read at all when it is longer than 64 KB", async () => {
    expect(await asked("[".repeat(100_000))).toEqual([413, "BODY_TOO_LARGE"]);
    expect(await post(`{"variables":{"v":${"[".repeat(100_000)}`)).toEqual([413, "BODY_TOO_LARGE"]);
  });
});
