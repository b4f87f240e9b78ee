import { describe, expect, test } from "vitest";
import { CampusKey, Day, Name, Note, RegionCode, SchoolCode } from "./index.ts";

describe("a day", () => {
  test.each(["2024-02-29", "2000-02-29", "1900-01-01", "2199-12-31"])("%s is valid", (text) => {
    expect(Day.parse(text)).toBe(text);
  });
  test.each([
    "2023-02-29",
    "1900-02-29",
    "2023-02-30",
    "2023-13-01",
    "2023-00-10",
    "0001-01-01",
    "2023/09/01",
    "2023-9-1",
    "２０２３-09-01",
    "",
  ])("%s is invalid", (text) => expect(Day.safeParse(text).success).toBe(false));
});

describe("a region code", () => {
  test("is six digits", () => expect(RegionCode.parse("330108")).toBe("330108"));
  test.each(["33010", "330199x", "%", "３３０１０８", " 330108", "030108", "3301080"])("%s is invalid", (text) =>
    expect(RegionCode.safeParse(text).success).toBe(false),
  );
});

describe("a name", () => {
  test.each(["杭州第二中学", "𠮷祥小学", "阿卜杜拉·小学"])("may be %s", (text) => expect(Name.parse(text)).toBe(text));
  test("is trimmed and normalised to NFC", () => expect(Name.parse("  E\u0301cole ")).toBe("\u00c9cole"));
  test.each([
    ["nothing", ""],
    ["only spaces", "   "],
    ["a control character", "a\u0000b"],
    ["a line break", "a\nb"],
    ["a direction override", "a\u202eb"],
    ["a zero-width space", "a\u200bb"],
    ["half a surrogate pair", "a\ud800b"],
    ["101 characters", "字".repeat(101)],
  ])("is not %s", (_what, text) => expect(Name.safeParse(text).success).toBe(false));
});

test("a note may have line breaks", () => expect(Note.parse("一\n二")).toBe("一\n二"));
test("a school code is ten digits", () =>
  expect([SchoolCode.safeParse("2133000001").success, SchoolCode.safeParse("21330").success]).toEqual([true, false]));
test("a campus key has only ASCII letters, digits and hyphens", () =>
  expect([CampusKey.safeParse("1").success, CampusKey.safeParse("东").success]).toEqual([true, false]));
