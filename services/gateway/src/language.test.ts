import { afterAll, describe, expect, test } from "vitest";
import { freshReadModel } from "../../../test/projection.ts";
import { kinds, type Sent } from "./errors.fixture.ts";
import { serve } from "./fixture.ts";

const model = await freshReadModel();
const gateway = await serve(model, { waitMs: 1 });

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

type Told = {
  readonly code?: string;
  readonly title?: string;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
};

const send = async ({ method = "POST", search = "", body, headers = {} }: Sent, language: string) => {
  const response = await fetch(`${gateway.url}/graphql${search}`, {
    method,
    body: body ?? null,
    headers: {
      authorization: "Bearer county-330108",
      "content-type": "application/json",
      "accept-language": language,
      ...headers,
    },
  });
  // What a test says of the answer shows whether it has this shape.
  return { status: response.status, body: (await response.json()) as Told };
};

const chinese = /\p{Script=Han}/u;

describe("every error has a code, and words in the caller's language", () => {
  test.each(kinds)("%s", async (_kind, sent, status, code) => {
    for (const [language, isChinese] of [
      ["zh-CN,zh;q=0.9,en;q=0.8", true],
      ["en-GB,en;q=0.9", false],
    ] as const) {
      const told = await send(sent, language);
      const [error] = told.body.errors ?? [];
      expect([told.status, error?.extensions.code]).toEqual([status, code]);
      expect(chinese.test(error?.message ?? "")).toBe(isChinese);
      expect(error?.message).not.toBe("");
      // Before GraphQL begins, it is also a problem as at every other address.
      if (told.body.code !== undefined) expect([told.body.code, told.body.title]).toEqual([code, error?.message]);
    }
  });

  test.each([
    [undefined, true],
    ["en;q=0.4, zh;q=0.5", true],
    ["zh;q=0.4, en;q=0.5", false],
    ["fr, en;q=0.1", false],
    ["fr", true],
    ["*", true],
  ])("as Accept-Language says: %s", async (language, isChinese) => {
    const headers = language === undefined ? {} : { "accept-language": language };
    const response = await gateway.ask("{ schoolz }", { headers });
    expect(chinese.test(response.errors?.[0]?.message ?? "")).toBe(isChinese);
  });

  test("a fault of the query says what it is about, where, and what the engine says of it", async () => {
    const [error] = (await gateway.ask("{ schoolz }", { headers: { "accept-language": "zh" } })).errors ?? [];
    expect(error?.message).toBe("查询不符合模式：字段 schoolz，第 1 行第 3 列");
    expect(error?.extensions["detail"]).toBe('Cannot query field "schoolz" on type "Query".');
  });
});
