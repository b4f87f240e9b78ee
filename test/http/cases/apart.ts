import type { Step } from "../../asks.ts";
import { command } from "../../commands.ts";
import { aGroup, aSchool, province } from "../../scene.ts";
import { aCounty, opened } from "./region.ts";

/**
 * A command of which the caller covers all targets but one, or that a county sends in its own matters: r is refused (403),
 * - is hidden (404).
 */
export type Apart = {
  readonly what: string;
  readonly given: readonly Step[];
  readonly by: string;
  readonly path: string;
  readonly body: object;
  readonly verdict: "r" | "-";
};

type Told = Omit<Apart, "given" | "verdict"> & Partial<Pick<Apart, "given" | "verdict">>;
const apart = (told: Told): Apart => ({ given: [], verdict: "r", ...told });

const on = "2025-03-01";
const here: string = "330108";
const there = "330102";

/** A county acts on itself, which is for those above it. */
const onItself = (path: string, bodyOf: (code: string) => object): Apart => {
  const county = aCounty();
  return apart({
    what: "a county on itself",
    given: [opened(county)],
    by: `bureau-${county.code}`,
    path: `region/cn/${path}`,
    body: bodyOf(county.code),
  });
};

/** A county corrects or withdraws a record of its own name. */
const onItsRecord = (path: string, more: object): Apart => {
  const county = aCounty();
  const renamed = command(province, "region/cn/rename-region", { code: county.code, name: "误名区", on });
  return apart({
    what: "a county on itself",
    given: [opened(county), renamed],
    by: `bureau-${county.code}`,
    path: `region/cn/${path}`,
    body: { event: renamed.event, reason: "笔误", ...more },
  });
};

const ofTheCity = (what: string, path: string, bodyOf: (code: string) => object): Apart => {
  const county = aCounty();
  return apart({
    what,
    given: [opened(county)],
    by: "bureau-330200",
    path: `region/cn/${path}`,
    body: bodyOf(county.code),
  });
};

/** A group of one county that a school of another leads. */
const ledFromElsewhere = () => {
  const lead = aSchool({ region: there });
  return { lead, group: aGroup({ lead, region: here }) };
};

const drafting = (leadSchoolId: string, region: string) => ({
  name: "新集团",
  kind: "GROUP",
  leadSchoolId,
  region,
  tightness: "LOOSE",
});

const draft = (what: string, { mine = false, leads = true, region = here } = {}): Apart => {
  const [lead, another] = [aSchool({ region: there }), aSchool({ region: there })];
  return apart({
    what,
    given: [lead, another],
    by: mine ? lead.asLead : `bureau-${there}`,
    path: "group/draft-group",
    body: drafting(leads ? lead.id : another.id, region),
  });
};

const definition = { rate: "GROUP", options: {}, text: "按公布口径", on };

/** By `category/command`. */
export const cases: Readonly<Record<string, () => readonly Apart[]>> = {
  "region/open-region": () => [
    apart({
      what: "a city a county of the published table that another city has",
      by: "bureau-330200",
      path: "region/cn/open-region",
      body: { code: "330106", name: "西湖区", level: "COUNTY", parent: "330200", on: "1990-01-01" },
    }),
  ],
  "region/rename-region": () => [onItself("rename-region", (code) => ({ code, name: "自名区", on }))],
  "region/recode-region": () => [
    onItself("recode-region", (code) => ({ code, newCode: aCounty().code, on })),
    ofTheCity("a city its county, under another city", "recode-region", (code) => ({
      code,
      newCode: aCounty().code,
      parent: "330100",
      on,
    })),
  ],
  "region/move-region": () => [
    onItself("move-region", (code) => ({ code, parent: code, on })),
    ofTheCity("a city its county, under another city", "move-region", (code) => ({ code, parent: "330100", on })),
  ],
  "region/set-backdating-period": () => [onItself("set-backdating-period", (code) => ({ code, schoolYears: 9, on }))],
  "region/define-rate": () => [onItself("define-rate", (code) => ({ code, ...definition }))],
  "region/end-definition": () => [onItself("end-definition", (code) => ({ code, rate: "GROUP", on }))],
  "region/define-region-set": () => [
    onItself("define-region-set", (code) => ({ set: `own-${code}`, name: "本县", members: [code] })),
  ],
  "region/correct-record": () => [onItsRecord("correct-record", { change: { name: "自名区" } })],
  "region/withdraw-record": () => [onItsRecord("withdraw-record", {})],
  "group/draft-group": () => [
    draft("a bureau in a region that it does not cover"),
    draft("a lead school in a region in which it does not lie", { mine: true }),
    draft("a lead school for another school of its county", { mine: true, leads: false, region: there }),
  ],
  "group/approve-group": () => {
    const { lead, group } = ledFromElsewhere();
    return [
      apart({
        what: "the bureau of the lead, of a group of another region",
        given: [lead, group],
        by: `bureau-${there}`,
        path: `group/${group.id}/approve-group`,
        body: { on },
        verdict: "-",
      }),
    ];
  },
  "group/change-lead": () => {
    const { lead, group } = ledFromElsewhere();
    return [
      apart({
        what: "the bureau of the lead to come, of a group of another region",
        given: [lead, group, group.approval],
        by: `bureau-${there}`,
        path: `group/${group.id}/change-lead`,
        body: { on, leadSchoolId: lead.id },
        verdict: "-",
      }),
    ];
  },
};
