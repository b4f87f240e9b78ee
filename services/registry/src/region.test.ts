import type { RegionEvent } from "@lianxiao/events";
import { describe, test } from "vitest";
import { given } from "../../../test/spec.ts";
import { type RegionCommand, regionDecider } from "./region.ts";

const reform = { on: "2021-04-09", precision: "DAY" as const };
const jianggan: RegionEvent = {
  type: "RegionOpened",
  data: { code: "330104", name: "江干区", level: "COUNTY", parent: "330100", on: null, precision: "DAY" },
};
const merged: RegionEvent = { type: "RegionMerged", data: { code: "330104", into: "330102", ...reform } };
const open = (data: Partial<Extract<RegionCommand, { type: "OpenRegion" }>["data"]>): RegionCommand => ({
  type: "OpenRegion",
  data: { ...jianggan.data, ...data } as Extract<RegionCommand, { type: "OpenRegion" }>["data"],
});
const merge = (code: string, into: string, on = reform.on): RegionCommand => ({
  type: "MergeRegion",
  data: { code, into, ...reform, on },
});
const recode = (code: string, newCode: string): RegionCommand => ({
  type: "RecodeRegion",
  data: { code, newCode, ...reform },
});

describe("the region tree (SC1)", () => {
  test("江干 existed before the records", () => given(regionDecider).when(open({})).gives(jianggan));
  test("a region is opened once", () => given(regionDecider, jianggan).when(open({})).refuses("REGION_EXISTS"));
  test("临平 of the base table gets its beginning", () =>
    given(regionDecider)
      .when(open({ code: "330113", name: "临平区", ...reform }))
      .gives({
        type: "RegionOpened",
        data: { ...jianggan.data, code: "330113", name: "临平区", ...reform },
      } as RegionEvent));
  test("only a province has no parent", () =>
    given(regionDecider)
      .when(open({ parent: null }))
      .refuses("LEVEL_MISMATCH"));
  test("江干 goes to 上城", () => given(regionDecider, jianggan).when(merge("330104", "330102")).gives(merged));
  test("what has been merged cannot be merged again", () =>
    given(regionDecider, jianggan, merged)
      .when(merge("330104", "330102", "2022-01-01"))
      .refuses("REGION_NOT_IN_FORCE"));
  test("nothing merges into itself", () =>
    given(regionDecider, jianggan).when(merge("330104", "330104")).refuses("REGION_INTO_ITSELF"));
  test("nothing merges into what does not exist", () =>
    given(regionDecider, jianggan).when(merge("330104", "999999")).refuses("REGION_NOT_IN_FORCE"));
  test("a region goes on under another code", () =>
    given(regionDecider, jianggan)
      .when(recode("330104", "330198"))
      .gives({ type: "RegionRecoded", data: { code: "330104", newCode: "330198", ...reform } }));
  test("a code in use is not given again", () => {
    given(regionDecider, jianggan).when(recode("330102", "330104")).refuses("REGION_EXISTS");
    given(regionDecider).when(recode("330102", "330102")).refuses("REGION_INTO_ITSELF");
  });
});
