import { describe, expect, test } from "vitest";
import { isTooFar, NewDay, NewName, NewNote, RequiredNote } from "./command-vocabulary.ts";

const codesOf = (schema: typeof NewName | typeof NewDay, text: string): readonly unknown[] =>
  schema.safeParse(text).error?.issues.map((issue) => issue.code === "custom" && issue.params?.code) ?? [];

describe("a name in a command", () => {
  test("is measured in code points, not in UTF-16 code units (K42)", () => {
    expect(NewName.safeParse("𬱖".repeat(100)).success).toBe(true);
    expect(NewName.safeParse("𬱖".repeat(101)).success).toBe(false);
  });
  test.each([
    ["a private-use character (K43)", "\ue863中学"],
    ["a private-use character of another plane", "\u{f0000}中学"],
    ["a replacement character", "中\ufffd学"],
    ["a line separator", "中\u2028学"],
    ["a noncharacter", "中\uffff学"],
    ["Hangul fillers only", "\u3164\u3164"],
    ["Braille blanks only", "\u2800"],
    ["soft hyphens only", "\u00ad"],
    ["combining marks only", "\u0301\u0302"],
  ])("is not %s", (_what, text) => expect(codesOf(NewName, text)).toContain("TEXT_INVALID"));
  test.each(["杭州第二中学", "阿卜杜拉·小学", "École", "示例（河沥校区）"])("may be %s", (text) =>
    expect(NewName.parse(text)).toBe(text),
  );
});

test("a note may have line breaks, but no unreadable characters", () => {
  expect(NewNote.parse("一\n二")).toBe("一\n二");
  expect(NewNote.safeParse("一\ue000").success).toBe(false);
});

test.each(["", " \n", "\u3164"])("a note that is required is not %j", (text) =>
  expect(codesOf(RequiredNote, text)).toEqual(["TEXT_INVALID"]),
);

describe("a day in a command", () => {
  test.each(["2023年9月1日", "2023/9/1", "2023-9-1", "", "２０２３-09-01"])("%s gives DATE_FORMAT only", (text) =>
    expect(codesOf(NewDay, text)).toEqual(["DATE_FORMAT"]),
  );
  test.each(["2023-02-30", "2023-13-01", "0001-02-30"])("%s does not exist", (text) =>
    expect(codesOf(NewDay, text)).toEqual(["DATE_INVALID"]),
  );
  test.each(["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])("%s is out of range", (text) =>
    expect(codesOf(NewDay, text)).toEqual(["DATE_OUT_OF_RANGE"]),
  );
  test("is not more than ten years ahead", () => {
    expect(isTooFar("2036-12-31", "2026-11-26")).toBe(false);
    expect(isTooFar("2037-01-01", "2026-11-26")).toBe(true);
    expect(isTooFar("", "2026-11-26")).toBe(false);
  });
});
