import { uuidV5 } from "@lianxiao/kernel";
import { type Command, command } from "../../commands.ts";
import { province } from "../../scene.ts";
import type { Case, Cases } from "./case.ts";

const city = "bureau-330200";
/** The id of the region that a command opens. */
const regionIdOf = ({ commandId }: Pick<Command, "commandId">): string => uuidV5("region", commandId);

let codes = 339_000;

/** A county of 宁波 that no other test uses. */
export const aCounty = () => {
  codes += 1;
  return { code: `${codes}`, name: `新设区${codes}`, level: "COUNTY", parent: "330200" };
};
const on = "2025-03-01";

/** Regions are public: other accounts are refused (403), and nothing is hidden. */
const publicly = { by: city, refused: "bureau-330203", hidden: null } satisfies Partial<Case>;

export const opened = (county: ReturnType<typeof aCounty>) =>
  command(province, "region/cn/open-region", { ...county, on: "2024-10-01" });

const inNingbo = ({ path, ...more }: Pick<Case, "given" | "body" | "gives"> & { readonly path: string }): Case => ({
  ...publicly,
  ...more,
  path: `region/cn/${path}`,
});

export const regionCases: Cases = {
  "region/open-region": () => {
    const county = aCounty();
    return inNingbo({
      given: [],
      path: "open-region",
      body: { ...county, on },
      gives: ({ commandId }) => [{ type: "RegionOpened", data: { id: regionIdOf({ commandId }), ...county, on } }],
    });
  },
  "region/merge-region": () => {
    const county = aCounty();
    const opening = opened(county);
    return inNingbo({
      given: [opening],
      path: "merge-region",
      body: { code: county.code, into: ["330203", "330205"], on },
      gives: () => [{ type: "RegionMerged", data: { id: regionIdOf(opening), into: ["330203", "330205"], on } }],
    });
  },
  "region/rename-region": () => {
    const county = aCounty();
    const opening = opened(county);
    return inNingbo({
      given: [opening],
      path: "rename-region",
      body: { code: county.code, name: "更名区", on },
      gives: () => [{ type: "RegionRenamed", data: { id: regionIdOf(opening), name: "更名区", on } }],
    });
  },
  "region/recode-region": () => {
    const county = aCounty();
    const opening = opened(county);
    const { code: newCode } = aCounty();
    return inNingbo({
      given: [opening],
      path: "recode-region",
      body: { code: county.code, newCode, on },
      gives: () => [{ type: "RegionRecoded", data: { id: regionIdOf(opening), newCode, on } }],
    });
  },
  "region/move-region": () => {
    const county = aCounty();
    const opening = opened(county);
    const away = command(province, "region/cn/move-region", { code: county.code, parent: "330000", on: "2024-11-01" });
    return {
      ...inNingbo({
        given: [opening, away],
        path: "move-region",
        body: { code: county.code, parent: "330200", on },
        gives: () => [{ type: "RegionMoved", data: { id: regionIdOf(opening), parent: "330200", on } }],
      }),
      by: province,
    };
  },
  "region/set-backdating-period": () => {
    const county = aCounty();
    const opening = opened(county);
    return inNingbo({
      given: [opening],
      path: "set-backdating-period",
      body: { code: county.code, schoolYears: 3, on },
      gives: () => [{ type: "BackdatingPeriodSet", data: { id: regionIdOf(opening), schoolYears: 3, on } }],
    });
  },
  "region/define-rate": () => {
    const county = aCounty();
    const opening = opened(county);
    const says = { rate: "GROUP", options: { includeTeachingPoints: true }, text: "教学点计入", on };
    return inNingbo({
      given: [opening],
      path: "define-rate",
      body: { code: county.code, ...says },
      gives: () => [{ type: "RateDefinedLocally", data: { id: regionIdOf(opening), ...says } }],
    });
  },
  "region/end-definition": () => {
    const county = aCounty();
    const opening = opened(county);
    const says = { rate: "GROUP", options: { kinds: ["GROUP"] }, text: "仅计教育集团" };
    const defining = command(province, "region/cn/define-rate", { code: county.code, ...says, on: "2024-11-01" });
    return inNingbo({
      given: [opening, defining],
      path: "end-definition",
      body: { code: county.code, rate: "GROUP", on },
      gives: () => [{ type: "LocalDefinitionEnded", data: { id: regionIdOf(opening), rate: "GROUP", on } }],
    });
  },
  "region/define-region-set": () => {
    const { code } = aCounty();
    const says = { set: `set-${code}`, name: "老城区", members: ["330203", "330205"] };
    return inNingbo({
      given: [],
      path: "define-region-set",
      body: says,
      gives: () => [{ type: "RegionSetDefined", data: says }],
    });
  },
  "region/correct-record": () => {
    const county = aCounty();
    const opening = opened(county);
    const becomes = {
      type: "RegionOpened",
      data: { id: regionIdOf(opening), ...county, name: "正名区", on: "2024-10-01", precision: "DAY" },
    };
    return inNingbo({
      given: [opening],
      path: "correct-record",
      body: { event: opening.event, change: { name: "正名区" }, reason: "笔误" },
      gives: () => [{ type: "Corrected", data: { event: opening.event, becomes, reason: "笔误" } }],
    });
  },
  "region/withdraw-record": () => {
    const county = aCounty();
    const opening = opened(county);
    return inNingbo({
      given: [opening],
      path: "withdraw-record",
      body: { event: opening.event, reason: "笔误" },
      gives: () => [{ type: "Corrected", data: { event: opening.event, becomes: null, reason: "笔误" } }],
    });
  },
};
