import { describe, expect, test } from "vitest";
import { parseJson } from "./json.ts";
import { Problem } from "./problem.ts";

const parse = (text: string | Uint8Array) =>
  parseJson(typeof text === "string" ? new TextEncoder().encode(text) : text);

describe("a JSON body", () => {
  test("is read as it is", () =>
    expect(parse(`{"a":{"b":[1,"{\\"b\\":1}"]},"b":null}`)).toEqual({ a: { b: [1, '{"b":1}'] }, b: null }));
  test("may use a key again in another object", () => expect(parse(`[{"a":1},{"a":2,"b":{"a":3}}]`)).toHaveLength(2));
  test("may hold a string that looks like a key", () =>
    expect(parse(`{"a":"a","b":["a","a"]}`)).toEqual({ a: "a", b: ["a", "a"] }));
  test.each([
    ["empty", ""],
    ["truncated", `{"a":`],
    ["given a key twice", `{"a":1,"a":2}`],
    ["given a key twice in two spellings", `{"a":1,"\\u0061":2}`],
    ["given a key twice within", `{"x":[{"a":1, "b":2, "a" : 3}]}`],
    ["nested beyond 20", "[".repeat(21) + "]".repeat(21)],
    ["not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
  ])("that is %s is malformed", (_what, text) => expect(() => parse(text)).toThrow(Problem));
});
