import { describe, expect, test } from "vitest";
import { classDigits, doubtsOf, NewSchoolCode } from "./school-code.ts";
import { SchoolType } from "./vocabulary.ts";

const provinces = ["11", "33", "44"];
const doubts = (code: string, type: SchoolType, province: string | undefined = "33") =>
  doubtsOf(code, { type, province, isProvince: (digits) => provinces.includes(digits) });

describe("a school code", () => {
  test.each<[string, SchoolType]>([
    ["2133000001", "211"],
    ["2133000001", "218"],
    ["3133000001", "311"],
    ["3133000001", "312"],
    ["3233000001", "321"],
    ["3433000001", "341"],
    ["3433000001", "342"],
    ["3433000001", "345"],
  ])("%s is plausible for a school of type %s", (code, type) => expect(doubts(code, type)).toEqual([]));

  test("has class digits for every type", () => {
    expect(Object.keys(classDigits).toSorted()).toEqual([...SchoolType.options].toSorted());
  });

  test.each<[string, SchoolType, string | undefined, readonly string[]]>([
    ["1133000001", "211", "33", ["CODE_CLASS_DOUBTFUL"]],
    ["2133000001", "312", "33", ["CODE_CLASS_DOUBTFUL"]],
    ["3133000001", "321", "33", ["CODE_CLASS_DOUBTFUL"]],
    ["2144000001", "211", "33", ["CODE_PROVINCE_DOUBTFUL"]],
    ["2199000001", "211", "33", ["CODE_PROVINCE_UNKNOWN"]],
    ["0000000001", "211", "33", ["CODE_CLASS_DOUBTFUL", "CODE_PROVINCE_UNKNOWN"]],
    ["3144000001", "211", "33", ["CODE_CLASS_DOUBTFUL", "CODE_PROVINCE_DOUBTFUL"]],
  ])("%s is doubtful for a school of type %s in province %s", (code, type, province, expected) =>
    expect(doubts(code, type, province)).toEqual(expected),
  );

  test("is not compared with a province if the school's is not known", () => {
    const unknown = {
      type: "211",
      province: undefined,
      isProvince: (digits: string) => provinces.includes(digits),
    } as const;
    expect(doubtsOf("2144000001", unknown)).toEqual([]);
    expect(doubtsOf("2199000001", unknown)).toEqual(["CODE_PROVINCE_UNKNOWN"]);
  });

  test("of ten equal digits is refused", () => {
    const digits = Array.from({ length: 10 }, (_, digit) => String(digit).repeat(10));
    expect(digits.filter((code) => NewSchoolCode.safeParse(code).success)).toEqual([]);
    expect(NewSchoolCode.parse("9999999998")).toBe("9999999998");
  });
});
