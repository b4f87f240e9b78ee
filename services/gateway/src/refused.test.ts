import { applyBatch } from "@lianxiao/read-model";
import { afterAll, describe, expect, test } from "vitest";
import { opened, schoolId } from "../../../test/events.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { codes, serve } from "./fixture.ts";

const model = await freshReadModel();
const gateway = await serve(model);
const { ask } = gateway;

await applyBatch(model, [createLog()(opened(schoolId(1)))]);

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

describe("a question that cannot be answered", () => {
  const asked = (type: string, argument: string) =>
    `query ($value: ${type}) { coverage(region: "330108", ${argument}: $value) { rate } }`;

  test.each([
    ['{ coverage(region: "33010") { rate } }', "REGION_CODE_INVALID"],
    ['{ coverage(region: "３３０１０８") { rate } }', "REGION_CODE_INVALID"],
    ["{ coverage(region: 330108) { rate } }", "REGION_CODE_INVALID"],
    ['{ coverage(region: "999999") { rate } }', "REGION_UNKNOWN"],
    ['{ schools(region: "999999") { edges { cursor } } }', "REGION_UNKNOWN"],
    ['{ coverage(region: "330108", asOf: "2026-02-30") { rate } }', "DATE_INVALID"],
    ['{ coverage(region: "330108", asOf: "2026/1/1") { rate } }', "DATE_INVALID"],
    ['{ coverage(region: "330108", asOf: "1899-12-31") { rate } }', "DATE_OUT_OF_RANGE"],
    ['{ coverage(region: "330108", asOf: "0001-01-01") { rate } }', "DATE_OUT_OF_RANGE"],
    ['{ coverage(region: "330108", asOf: "0001-02-30") { rate } }', "DATE_INVALID"],
    ['{ coverage(region: "330108", asOf: "9999-12-31") { rate } }', "DATE_OUT_OF_RANGE"],
    ['{ coverage(region: "330108", asOf: "9999-12-32") { rate } }', "DATE_INVALID"],
    ['{ coverage(region: "330108", knownAt: "0000-01-01T00:00:00Z") { rate } }', "DATE_OUT_OF_RANGE"],
    ['{ coverage(region: "330108", knownAt: "0000-02-30T00:00:00Z") { rate } }', "DATE_TIME_INVALID"],
    ['{ coverage(region: "330108", knownAt: "9999-12-31T23:59:59-14:00") { rate } }', "KNOWN_AT_FUTURE"],
    ['{ coverage(region: "330108", knownAt: "9999-02-30T00:00:00Z") { rate } }', "DATE_TIME_INVALID"],
    ['{ coverage(region: "330108", knownAt: "yesterday") { rate } }', "DATE_TIME_INVALID"],
    ['{ coverage(region: "330108", knownAt: "2026-02-30T00:00:00Z") { rate } }', "DATE_TIME_INVALID"],
    ['{ coverage(region: "330108", knownAt: "2026-11-22T08:00:01Z") { rate } }', "KNOWN_AT_FUTURE"],
    ['{ school(id: "a", code: "b") { name } }', "SCHOOL_KEY_INVALID"],
    ["{ school { name } }", "SCHOOL_KEY_INVALID"],
    ['{ school(code: "123") { name } }', "SCHOOL_CODE_INVALID"],
    ['{ schools(search: "\\u0000") { edges { cursor } } }', "TEXT_INVALID"],
    [
      "{ groups(first: 100) { edges { node { members { school { memberships { group { name } } } } } } } }",
      "QUERY_TOO_COSTLY",
    ],
    ["mutation { openSchool { id } }", "QUERIES_ONLY"],
    ["subscription { schools { id } }", "QUERIES_ONLY"],
    ["{ schoolz { edges { cursor } } }", "GRAPHQL_VALIDATION_FAILED"],
    ["{", "GRAPHQL_PARSE_FAILED"],
    ["", "BAD_REQUEST"],
  ])("is refused with a code: %s", async (query, code) => {
    const answer = await ask(query);
    expect([answer.status, codes(answer)[0]]).toEqual([400, code]);
    expect(JSON.stringify(answer)).not.toMatch(/stacktrace|Did you mean|node_modules/);
  });

  test.each([
    [
      "nested too deep",
      `{ region(code: "330108") { ${"parent { ".repeat(12)}code${" }".repeat(12)} } }`,
      "QUERY_TOO_DEEP",
    ],
    [
      "full of aliases",
      `{ region(code: "330108") { ${Array.from({ length: 31 }, (_, nth) => `a${nth}: code`)} } }`,
      "TOO_MANY_ALIASES",
    ],
    ["too long", `{ ${'region(code: "330108") { code } '.repeat(400)} }`, "GRAPHQL_PARSE_FAILED"],
  ])("is refused when it is %s", async (_what, query, code) => {
    const answer = await ask(query);
    expect([answer.status, codes(answer)]).toEqual([400, [code]]);
  });

  test.each([
    [asked("Date", "asOf"), "2023-13-01", "DATE_INVALID"],
    [asked("DateTime", "knownAt"), 20230901, "DATE_TIME_INVALID"],
    [`query ($value: RegionCode!) { coverage(region: $value) { rate } }`, "%", "REGION_CODE_INVALID"],
  ])("is refused with the same code when the value is a variable: %s", async (query, value, code) => {
    const answer = await ask(query, { variables: { value } });
    expect([answer.status, codes(answer)]).toEqual([400, [code]]);
    expect(JSON.stringify(answer.errors)).not.toContain(String(value));
  });

  test("says which days may be asked about, and until when one may ask what was known", async () => {
    const range = async (argument: string) =>
      (await ask(`{ coverage(region: "330108", ${argument}) { rate } }`)).errors?.map(({ extensions }) => extensions);
    expect(await range('asOf: "2200-01-01"')).toEqual([
      { code: "DATE_OUT_OF_RANGE", from: "1900-01-01", to: "2199-12-31" },
    ]);
    expect(await range('knownAt: "1899-12-31T00:00:00Z"')).toEqual([{ code: "DATE_OUT_OF_RANGE", from: "1900-01-01" }]);
    expect(await range('knownAt: "2200-01-01T00:00:00Z"')).toEqual([
      { code: "KNOWN_AT_FUTURE", now: "2026-11-22T08:00:00.000Z" },
    ]);
  });

  test("leaves the other answers of its request as they are", async () => {
    const { status, data, errors } = await ask(`{ good: coverage(region: "330108", asOf: "2023-09-01") { denominator }
      bad: coverage(region: "999999") { denominator } }`);
    expect([status, data]).toEqual([200, { good: { denominator: 1 }, bad: null }]);
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(["REGION_UNKNOWN"]);
  });
});
