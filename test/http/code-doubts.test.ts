import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { aSchool, opening, province } from "../scene.ts";

const { given, send } = await commandsUnderTest();
const county = "bureau-330108";
const on = "2025-03-01";

const conversion = (school: { readonly id: string }, type: string, code: string) =>
  command(county, `school/${school.id}/convert-school`, { on, type, code, name: "九年一贯制学校" });

describe("a school code", () => {
  test.each([
    ["0000000001", ["CODE_CLASS_DOUBTFUL", "CODE_PROVINCE_UNKNOWN"]],
    ["1133999901", ["CODE_CLASS_DOUBTFUL"]],
    ["2144999901", ["CODE_PROVINCE_DOUBTFUL"]],
  ])("%s is accepted for a primary school of 浙江 with a warning, also on a retry", async (code, doubts) => {
    const asked = command(county, "school/open-school", opening({ code }));
    const expected = doubts.map((doubt) => expect.objectContaining({ code: doubt, pointer: "/code" }));
    expect((await given().sends(asked).answers()).warnings).toEqual(expected);
    expect((await send(asked)).warnings).toEqual(expected);
  });

  test("that fits the school gives no warning", async () => {
    expect((await given().asks(county, "school/open-school", opening()).answers()).warnings).toBeUndefined();
  });

  test.each(["0000000000", "9999999999"])("is refused if it is the placeholder %s", async (code) => {
    const school = aSchool();
    const refused = (pointer: string) => ({ errors: [{ pointer, code: "SCHOOL_CODE_PLACEHOLDER" }] });
    await given(school)
      .asks(county, "school/open-school", opening({ code }))
      .refuses(422, "SCHOOL_CODE_PLACEHOLDER", refused("/code"));
    await given()
      .sends(conversion(school, "312", code))
      .refuses(422, "SCHOOL_CODE_PLACEHOLDER", refused("/code"));
    await given()
      .asks(province, `school/${school.id}/correct-record`, { event: school.event, change: { code }, reason: "笔误" })
      .refuses(422, "SCHOOL_CODE_PLACEHOLDER", refused("/change/code"));
  });

  test("gives a warning when it or the type is corrected, but not when another field is", async () => {
    const school = aSchool();
    const correction = (change: object) =>
      command(province, `school/${school.id}/correct-record`, { event: school.event, change, reason: "笔误" });
    const doubtsOf = async (change: object) => (await given().sends(correction(change)).answers()).warnings;
    await send(school);
    expect(await doubtsOf({ name: "正名小学" })).toBeUndefined();
    expect(await doubtsOf({ type: "312" })).toMatchObject([{ code: "CODE_CLASS_DOUBTFUL", pointer: "/change/code" }]);
    expect(await doubtsOf({ name: "又名小学" })).toBeUndefined();
    expect(await doubtsOf({ code: "3144999903" })).toMatchObject([
      { code: "CODE_PROVINCE_DOUBTFUL", pointer: "/change/code" },
    ]);
    expect(await doubtsOf({ code: "3199999903" })).toMatchObject([{ code: "CODE_PROVINCE_UNKNOWN" }]);
  });

  test("gives a warning when a conversion sets it", async () => {
    const school = aSchool();
    const { warnings } = await given(school)
      .sends(conversion(school, "312", "3144999902"))
      .answers();
    expect(warnings).toMatchObject([{ code: "CODE_PROVINCE_DOUBTFUL", pointer: "/code" }]);
  });
});
