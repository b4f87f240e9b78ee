import type { RegionEvent } from "@lianxiao/events";
import { describe, test } from "vitest";
import { given } from "../../../test/spec.ts";
import { regionCategory } from "./region.ts";

const reform = { on: "2021-04-09", precision: "DAY" as const };
type Opened = Extract<RegionEvent, { type: "RegionOpened" }>;
const open = (data: Partial<Opened["data"]> = {}): Opened => ({
  type: "RegionOpened",
  data: { code: "330104", name: "江干区", level: "COUNTY", parent: "330100", on: null, precision: "DAY", ...data },
});
const jianggan = open();
const merge = (code: string, into: string, on = reform.on): RegionEvent => ({
  type: "RegionMerged",
  data: { code, into, ...reform, on },
});
const recode = (code: string, newCode: string): RegionEvent => ({
  type: "RegionRecoded",
  data: { code, newCode, ...reform },
});

describe("the region tree (SC1)", () => {
  test("江干 existed before the records", () => given(regionCategory).when(open()).holds());
  test("a region is opened once", () => given(regionCategory, jianggan).when(open()).refuses("REGION_EXISTS"));
  test("临平 of the base table gets its beginning", () =>
    given(regionCategory)
      .when(open({ code: "330113", name: "临平区", ...reform }))
      .holds());
  test("only a province has no parent", () =>
    given(regionCategory)
      .when(open({ parent: null }))
      .refuses("LEVEL_MISMATCH"));
  test("a parent is in force", () =>
    given(regionCategory)
      .when(open({ code: "330198", parent: "999900" }))
      .refuses("REGION_NOT_IN_FORCE"));
  test("江干 goes to 上城", () => given(regionCategory, jianggan).when(merge("330104", "330102")).holds());
  test("what has been merged cannot be merged again", () =>
    given(regionCategory, jianggan, merge("330104", "330102"))
      .when(merge("330104", "330102", "2022-01-01"))
      .refuses("REGION_NOT_IN_FORCE"));
  test("nothing merges into itself", () =>
    given(regionCategory, jianggan).when(merge("330104", "330104")).refuses("REGION_INTO_ITSELF"));
  test("nothing merges into what does not exist", () =>
    given(regionCategory, jianggan).when(merge("330104", "999999")).refuses("REGION_NOT_IN_FORCE"));
  test("a region goes on under another code", () =>
    given(regionCategory, jianggan).when(recode("330104", "330198")).holds());
  test("a code in use is not given again", () => {
    given(regionCategory, jianggan).when(recode("330102", "330104")).refuses("REGION_EXISTS");
    given(regionCategory).when(recode("330102", "330102")).refuses("REGION_INTO_ITSELF");
  });
  test("what is not there takes no other code", () =>
    given(regionCategory).when(recode("999999", "330198")).refuses("REGION_NOT_IN_FORCE"));
});
