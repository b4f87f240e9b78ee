import { type CodeEvent, code as catalogue } from "@lianxiao/events";
import { describe, expect, test } from "vitest";
import { schoolId } from "../../../test/events.ts";
import { corrects } from "../../../test/known.ts";
import { given } from "../../../test/spec.ts";
import { codeCategory } from "./code.ts";

const code = "3163000002";
const claimed = (school: number): CodeEvent => ({ type: "CodeClaimed", data: { code, schoolId: schoolId(school) } });

describe("a school code", () => {
  test("is claimed by a school, and by no other for ever", () => {
    given(codeCategory).when(claimed(1)).holds();
    given(codeCategory, claimed(1)).when(claimed(2)).refuses("SCHOOL_CODE_TAKEN", { code });
  });
  test("does not tell another school who holds it", () => {
    const { SCHOOL_CODE_TAKEN: rule } = codeCategory.always;
    expect(rule?.(schoolId(1), { id: "said", on: "", event: claimed(2) }, {})).toEqual({ code });
  });
  test("is claimed again by the school that holds it", () => given(codeCategory, claimed(1)).when(claimed(1)).holds());
  test("is free again when its claim is withdrawn", () =>
    given(codeCategory, claimed(1), corrects<CodeEvent>(0, null)).when(claimed(2)).holds());
  test("that another has claimed since does not go back to the school whose claim was withdrawn", () =>
    given(codeCategory, claimed(1), corrects<CodeEvent>(0, null), claimed(2))
      .when(corrects<CodeEvent>(0, claimed(1)))
      .refuses("SCHOOL_CODE_TAKEN", { fact: { record: "given-2" } }));
  test("has no other event and no other refusal", () => {
    expect(Object.keys(catalogue.types)).toEqual(["CodeClaimed"]);
    expect(Object.keys(codeCategory.refusals)).toEqual(["SCHOOL_CODE_TAKEN"]);
  });
});
