import { GraphQLError } from "graphql/index.js";
import { expect, test } from "vitest";
import { cursorOf, placeOf } from "./cursor.ts";

const place = { key: "3133000001", asOf: "2023-09-01", knownAt: 42n, knownAtTime: new Date("2026-11-22T00:00:00Z") };

const codeOf = (cursor: string, list = "schools of 330108"): unknown => {
  try {
    placeOf(list, cursor);
    return undefined;
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions["code"] : error;
  }
};

test("a cursor leads back to the place it was made at", () => {
  expect(placeOf("schools of 330108", cursorOf("schools of 330108", place))).toEqual(place);
});

test("a cursor of another list is refused", () => {
  expect(codeOf(cursorOf("schools of 330106", place))).toBe("CURSOR_INVALID");
});

test.each([
  "",
  "abc",
  "%%%",
  "bnVsbA",
  Buffer.from('["1","2","2023-09-01","x"]').toString("base64url"),
  Buffer.from('["1","two","2023-09-01","x"]').toString("base64url"),
  Buffer.from(JSON.stringify({ key: "1" })).toString("base64url"),
  "A".repeat(10_000),
])("a cursor that was made up is refused: %.20s", (cursor) => {
  expect(codeOf(cursor)).toBe("CURSOR_INVALID");
});

test("a cursor that was cut or changed is refused", () => {
  const cursor = cursorOf("schools of 330108", place);
  expect(codeOf(cursor.slice(0, -1))).toBe("CURSOR_INVALID");
  expect(codeOf(`${cursor.slice(0, 4)}A${cursor.slice(5)}`)).toBe("CURSOR_INVALID");
});
