import { school as catalogue, type SchoolEvent } from "@lianxiao/events";
import { uuidV5 } from "@lianxiao/kernel";
import type { Known } from "@lianxiao/service";
import { describe, expect, test } from "vitest";
import { schoolId } from "../../../test/events.ts";
import { knownSchool } from "../../../test/known.ts";
import { given } from "../../../test/spec.ts";
import {
  absorbed,
  campusClosed,
  campusOpened,
  closed,
  converted,
  merged,
  opened,
  received,
  renamed,
  restored,
  returned,
  said,
  school,
  transferred,
} from "./school.fixture.ts";
import { type SchoolReads, schoolCategory, schoolRefusals } from "./school.ts";

/** What a school does, the event that says so, what was recorded before, and what the refusal tells. */
type Case = [string, SchoolEvent, readonly SchoolEvent[], object?];

const day = "2010-09-01";
const open = [opened()];
const ended = [opened(), closed(day)];
const halved = [opened(), transferred(day, "JUNIOR")];
const twoCampuses = [opened(), campusOpened(day, "2")];
const nobody: Known<SchoolReads> = { holders: [] };

const refused: Readonly<Record<keyof typeof schoolRefusals | "SAID_ALREADY", readonly Case[]>> = {
  SCHOOL_EXISTS: [
    ["opens twice", opened({ on: "2011-09-01" }), open],
    ["opens again after its end", opened({ on: "2011-09-01" }), ended],
  ],
  SCHOOL_CODE_TAKEN: [["opens with the code of a school of the first logs", opened(), [], { code: "3163000002" }]],
  CODE_IS_DEAD: [
    [
      "takes another class (211 → 312) and keeps its code",
      converted(day, "312", "2163000002"),
      [opened({ type: "211", code: "2163000002" })],
    ],
    [
      "goes back to a code that it has left",
      converted("2022-09-01", "312", "3163000002"),
      [opened(), converted(day, "211", "2163000002")],
      { code: "3163000002" },
    ],
  ],
  SCHOOL_CLOSED: [
    ["changes after its end", renamed("2011-09-01", "新名"), ended, { endedOn: day }],
    ["ends twice", merged("2011-09-01"), ended],
    ["has a return of the day of its end", returned(2010, { PRIMARY: 1 }), ended],
    ["takes in another after its end", absorbed("2010-09-02"), ended],
  ],
  SCHOOL_NOT_CLOSED: [
    ["is restored while it is open", restored(day), open],
    ["is restored before it opened", restored("2004-09-01"), open],
  ],
  BEFORE_OPENING: [
    ["changes before it opened", renamed("2005-08-31", "旧名"), open, { on: "2005-08-31" }],
    ["has a return of a year before it opened", returned(2004, {}), open],
  ],
  RECEIVES_THAT_DAY: [
    ["ends on the day on which it takes in another", closed(day), [opened(), absorbed(day)]],
    ["is merged away on the day on which it takes in a stage", merged(day), [opened(), received(day, "JUNIOR")]],
  ],
  STAGE_NOT_TAUGHT: [
    ["transfers a stage for the second time", transferred("2011-09-01", "JUNIOR"), halved, { stage: "JUNIOR" }],
    ["has pupils in a stage that it has transferred", returned(2010, { JUNIOR: 1 }), halved, { schoolYear: 2010 }],
    ["has pupils in a stage that its type does not have", returned(2010, { PRIMARY: 1 }), [opened({ type: "342" })]],
  ],
  MERGE_INTO_ITSELF: [
    ["is merged into itself", merged(day, school), open],
    ["transfers a stage to itself", transferred(day, "JUNIOR", school), open],
  ],
  CAMPUS_EXISTS: [["opens a campus under a key in use", campusOpened(day, "1"), open, { key: "1" }]],
  CAMPUS_UNKNOWN: [
    ["closes a campus that it does not have", campusClosed(day, "3"), twoCampuses, { key: "3" }],
    ["closes a campus before it opened", campusClosed("2010-08-31", "2"), twoCampuses],
    ["closes a campus under a key that every object knows", campusClosed(day, "constructor"), twoCampuses],
  ],
  LAST_CAMPUS: [["closes its only campus", campusClosed(day, "1"), open, { key: "1" }]],
  SAID_ALREADY: [
    ["is renamed twice on one day", renamed(day, "乙"), [opened(), renamed(day, "甲")], { on: day, record: "given-1" }],
    ["takes in one stage of one school twice on one day", received(day, "JUNIOR"), [opened(), received(day, "JUNIOR")]],
  ],
};

/** Ids of the first logs followed from the code that a school opened with. */
const firstHolder = uuidV5("school", "3163000002");
const holder: Known<SchoolReads> = { holders: [knownSchool(firstHolder, opened({ schoolId: firstHolder }))] };

describe.each(Object.entries(refused))("%s is told of a school that", (code, cases) => {
  test.each(cases)("%s", (_what, event, history, detail) =>
    given(schoolCategory, ...history)
      .when(event, code === "SCHOOL_CODE_TAKEN" ? holder : nobody)
      .refuses(code, detail),
  );
});

test("every refusal is tried", () => {
  const tried = Object.entries(refused).flatMap(([code, cases]) => cases.map(() => code));
  expect(new Set(tried)).toEqual(new Set([...Object.keys(schoolRefusals), "SAID_ALREADY"]));
});

const accepted: readonly Case[] = [
  ["opens", opened(), []],
  ["is restored", restored("2012-09-01"), ended],
  ["is renamed", renamed(day, "新名"), open],
  ["keeps its code in its class (311 → 312)", converted(day, "312", "3163000002"), [opened({ type: "311" })]],
  ["takes a new code with another class", converted(day, "211", "2163000002"), open],
  ["is classified anew", said("SchoolReclassified", day, { urbanRural: "111" }), open],
  ["changes its owner", said("SchoolOwnershipChanged", day, { ownership: "PRIVATE" }), open],
  ["is handed over", said("SchoolHandedOver", day, { administeredBy: "632800" }), open],
  ["moves", said("SchoolRelocated", day, { locatedIn: "632801" }), open],
  ["transfers a stage", transferred(day, "JUNIOR"), open],
  ["transfers a stage on the day of its end", transferred(day, "JUNIOR"), ended],
  ["transfers one stage and takes in the other on one day", received(day, "PRIMARY"), halved],
  ["takes in a stage that it does not teach", received(day, "JUNIOR"), [opened({ type: "211" })]],
  ["takes in a stage that it teaches", received(day, "JUNIOR"), open],
  [
    "takes in one stage of two schools on one day",
    received(day, "JUNIOR", schoolId(3)),
    [opened(), received(day, "JUNIOR")],
  ],
  ["takes in a school", absorbed(day), open],
  ["is merged away the day after it took in a school", merged("2010-09-02"), [opened(), absorbed(day)]],
  ["closes", closed(day), open],
  ["opens a campus", campusOpened(day, "2"), open],
  ["opens a campus under a key that every object knows", campusOpened(day, "constructor"), open],
  ["closes a campus", campusClosed("2011-09-01", "1"), twoCampuses],
  ["moves from its only campus to another on one day", campusClosed(day, "1"), twoCampuses],
  ["counts pupils in the stages that it teaches", returned(2010, { PRIMARY: 1, JUNIOR: 1 }), open],
  ["replaces a return", returned(2010, { PRIMARY: 2 }), [opened(), returned(2010, { PRIMARY: 1 })]],
  [
    "counts pupils in a stage that it has taken in",
    returned(2010, { JUNIOR: 1 }),
    [opened({ type: "211" }), received(day, "JUNIOR")],
  ],
];

describe("a school", () => {
  test.each(accepted)("%s", (_what, event, history) =>
    given(schoolCategory, ...history)
      .when(event, nobody)
      .holds(),
  );
  test("says every event there is in these cases", () =>
    expect(new Set(accepted.map(([, { type }]) => type))).toEqual(new Set(Object.keys(catalogue.types))));
});
