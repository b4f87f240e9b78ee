import { command } from "../../commands.ts";
import { province } from "../../scene.ts";
import type { Case, Cases } from "./case.ts";

const city = "bureau-330200";
let codes = 339_000;

/** A county of 宁波 that no test but one has seen. */
const aCounty = () => {
  codes += 1;
  return { code: `${codes}`, name: `新设区${codes}`, level: "COUNTY", parent: "330200" };
};
const on = "2025-03-01";

/** Regions are public: an outsider is refused, and nothing is hidden. */
const publicly = { by: city, refused: "bureau-330203", hidden: null } satisfies Partial<Case>;

const opened = (county: ReturnType<typeof aCounty>) =>
  command(province, "region/cn/open-region", { ...county, on: "2024-10-01" });

export const regionCases: Cases = {
  "region/open-region": () => {
    const county = aCounty();
    return {
      ...publicly,
      given: [],
      path: "region/cn/open-region",
      body: { ...county, on },
      gives: () => [{ type: "RegionOpened", data: { ...county, on } }],
    };
  },
  "region/merge-region": () => {
    const county = aCounty();
    return {
      ...publicly,
      given: [opened(county)],
      path: "region/cn/merge-region",
      body: { code: county.code, into: "330203", on },
      gives: () => [{ type: "RegionMerged", data: { code: county.code, into: "330203", on } }],
    };
  },
  "region/recode-region": () => {
    const county = aCounty();
    const { code: newCode } = aCounty();
    return {
      ...publicly,
      given: [opened(county)],
      path: "region/cn/recode-region",
      body: { code: county.code, newCode, on },
      gives: () => [{ type: "RegionRecoded", data: { code: county.code, newCode, on } }],
    };
  },
  "region/define-region-set": () => {
    const { code } = aCounty();
    const says = { set: `set-${code}`, name: "老城区", members: ["330203", "330205"] };
    return {
      ...publicly,
      given: [],
      path: "region/cn/define-region-set",
      body: says,
      gives: () => [{ type: "RegionSetDefined", data: says }],
    };
  },
};
