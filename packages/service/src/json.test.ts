import { describe, expect, test } from "vitest";
import { parseJson } from "./json.ts";
import { Problem } from "./problem.ts";

const parse = (text: string | Uint8Array) =>
  parseJson(typeof text === "string" ? new TextEncoder().encode(text) : text);

describe("a JSON body", () => {
  test("is parsed", () =>
    expect(parse(`{"a":{"b":[1,"{\\"b\\":1}"]},"b":null}`)).toEqual({ a: { b: [1, '{"b":1}'] }, b: null }));
  test("may repeat a key in another object", () => expect(parse(`[{"a":1},{"a":2,"b":{"a":3}}]`)).toHaveLength(2));
  test("may hold a string that looks like a key", () =>
    expect(parse(`{"a":"a","b":["a","a"]}`)).toEqual({ a: "a", b: ["a", "a"] }));
  test.each([
    ["is empty", ""],
    ["is truncated", `{"a":`],
    ["has a duplicate key", `{"a":1,"a":2}`],
    ["has a duplicate key in another spelling", `{"a":1,"\\u0061":2}`],
    ["has a duplicate key in a nested object", `{"x":[{"a":1, "b":2, "a" : 3}]}`],
    ["is nested deeper than 20", "[".repeat(21) + "]".repeat(21)],
    ["is not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
  ])("that %s is malformed", (_what, text) => expect(() => parse(text)).toThrow(Problem));
});
