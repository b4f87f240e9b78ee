import { group as catalogue, type GroupEvent, type RecordOf } from "@lianxiao/events";
import type { Known } from "@lianxiao/service";
import { describe, expect, test } from "vitest";
import { corrects, knownGroup, knownSchool } from "../../../test/known.ts";
import { given } from "../../../test/spec.ts";
import {
  approved,
  dissolved,
  drafted,
  group,
  lead,
  leadChanged,
  leadLost,
  member,
  openSchool,
  renamed,
  resumed,
  suspended,
} from "./group.fixture.ts";
import { type GroupReads, groupCategory, groupRefusals } from "./group.ts";

/** What a group does, the event that says so, what was recorded before, and what the refusal tells. */
type Case = [string, GroupEvent, readonly GroupEvent[], object?];

const open: Known<GroupReads> = { leads: [openSchool(lead), openSchool(member)] };
const day = "2022-09-01";
const later = "2023-09-01";
const active = [drafted(), approved("2020-09-01")];
const paused = [...active, suspended(day)];
const waiting = [...active, leadLost(day)];
const gone = [...active, dissolved(day)];

const refused: Readonly<Record<keyof typeof groupRefusals | "SAID_ALREADY", readonly Case[]>> = {
  GROUP_EXISTS: [["is drafted twice", drafted(), [drafted()]]],
  GROUP_NOT_A_DRAFT: [
    ["is approved twice", approved(later), active, { status: "ACTIVE" }],
    ["is approved without a draft", approved(day), []],
  ],
  GROUP_NOT_ACTIVE: [
    ["is suspended as a draft", suspended(day), [drafted()], { status: "DRAFT" }],
    ["is suspended before its approval", suspended("2020-08-31"), active],
    ["is suspended while it is", suspended(later), paused, { status: "SUSPENDED" }],
    ["is renamed as a draft", renamed(day, "新名"), [drafted()]],
    ["is renamed before its approval", renamed("2020-08-31", "新名"), active],
    ["is dissolved as a draft", dissolved(day), [drafted()]],
    ["changes its lead as a draft", leadChanged(day), [drafted()]],
    ["loses its lead as a draft", leadLost(day), [drafted()]],
  ],
  GROUP_NOT_SUSPENDED: [
    ["is resumed while it is active", resumed(day), active, { status: "ACTIVE" }],
    ["is resumed while it waits for a lead", resumed(later), waiting],
  ],
  GROUP_DISSOLVED: [
    ["is suspended after its end", suspended(later), gone, { since: day }],
    ["is renamed after its end", renamed(later, "新名"), gone],
    ["is dissolved twice", dissolved(later), gone],
    ["loses its lead after its end", leadLost(later), gone],
  ],
  LEADS_ALREADY: [
    ["is given the lead that it has", leadChanged(day, lead), active, { leadSchoolId: lead }],
    ["is given twice the lead that it was given", leadChanged(later), [...active, leadChanged(day)]],
  ],
  LEAD_SCHOOL_NOT_OPEN: [
    ["is approved before its lead opened", approved("2010-08-31"), [drafted()], { leadSchoolId: lead }],
    ["is given a lead from before that one opened", leadChanged("2010-08-31"), [drafted(), approved("2010-08-30")]],
  ],
  SAID_ALREADY: [
    ["is renamed twice on one day", renamed(day, "乙"), [...active, renamed(day, "甲")], { record: "given-2" }],
    ["is suspended and resumed on one day", resumed(day), paused],
    ["is given two leads on one day", leadChanged(day, lead), [...active, leadChanged(day)]],
  ],
};

describe.each(Object.entries(refused))("%s is told of a group that", (code, cases) => {
  test.each(cases)("%s", (_what, event, history, detail) =>
    given(groupCategory, ...history)
      .when(event, open)
      .refuses(code, detail),
  );
});

test("every refusal is tried", () => {
  const tried = Object.entries(refused).flatMap(([code, cases]) => cases.map(() => code));
  expect(new Set(tried)).toEqual(new Set([...Object.keys(groupRefusals), "SAID_ALREADY"]));
});

const accepted: readonly Case[] = [
  ["is drafted", drafted(), []],
  ["is approved", approved(day), [drafted()]],
  ["is renamed", renamed(day, "新名"), active],
  ["is renamed while it waits for a lead", renamed(later, "新名"), waiting],
  ["is suspended", suspended(day), active],
  ["is resumed", resumed(later), paused],
  ["changes its lead", leadChanged(day), active],
  ["is given a lead when it has lost its own", leadChanged(later), waiting],
  ["is given a lead on the day on which it lost its own", leadChanged(day), waiting],
  ["is given back the lead that it had lost", leadChanged(later, lead), waiting],
  ["loses its lead", leadLost(day), active],
  ["loses its lead while it is suspended", leadLost(later), paused],
  ["is dissolved", dissolved(day), active],
  ["is dissolved while it waits for a lead", dissolved(later), waiting],
  ["is dissolved on the day on which it lost its lead", dissolved(day), waiting],
  ["loses its lead on the day of its end", leadLost(day), gone],
];

describe("a group", () => {
  test.each(accepted)("%s", (_what, event, history) =>
    given(groupCategory, ...history)
      .when(event, open)
      .holds(),
  );
  test("says every event there is in these cases", () =>
    expect(new Set(accepted.map(([, { type }]) => type))).toEqual(new Set(Object.keys(catalogue.types))));

  test("is not approved while its lead has ended, nor with a lead that nobody knows", () => {
    const closed = knownSchool(lead, {
      type: "SchoolClosed",
      data: { schoolId: lead, on: day, precision: "DAY" },
    });
    for (const leads of [[closed], [knownSchool(lead)], []])
      given(groupCategory, drafted()).when(approved(later), { leads }).refuses("LEAD_SCHOOL_NOT_OPEN");
  });
});

const on = (day: string, ...records: readonly RecordOf<GroupEvent>[]) => knownGroup(group, ...records).on(day);

describe("what was missed or recorded wrongly:", () => {
  test("a name of 2021 recorded after that of 2022 leaves 2023 as it was", () => {
    const record = [...active, renamed("2022-01-01", "后")];
    given(groupCategory, ...record)
      .when(renamed("2021-01-01", "前"), open)
      .holds();
    const names = ["2020-12-31", "2021-12-31", "2023-01-01"].map(
      (day) => on(day, ...record, renamed("2021-01-01", "前"))?.name,
    );
    expect(names).toEqual(["示例集团", "前", "后"]);
  });

  test("a suspension that was missed is recorded before a later one, with its end in one go", () => {
    const record = [...active, suspended("2023-01-01")];
    given(groupCategory, ...record)
      .when([suspended("2021-01-01"), resumed("2021-06-01")], open)
      .holds();
    given(groupCategory, ...record)
      .when(suspended("2021-01-01"), open)
      .refuses("GROUP_NOT_ACTIVE", { fact: { record: "given-2", type: "GroupSuspended", on: "2023-01-01" } });
  });

  test("a wrong day of the end is corrected, and corrected again", () => {
    const right = corrects<GroupEvent>(2, dissolved(later));
    given(groupCategory, ...gone)
      .when(right, open)
      .holds();
    const again = corrects<GroupEvent>(2, dissolved("2024-09-01"));
    expect([later, "2024-09-01"].map((day) => on(day, ...gone, right, again)?.status)).toEqual(["ACTIVE", "DISSOLVED"]);
  });

  test("an approval is not moved behind what rests on it, which is named", () => {
    const moved = corrects<GroupEvent>(1, approved(later));
    given(groupCategory, ...active, renamed(day, "新名"))
      .when(moved, open)
      .refuses("GROUP_NOT_ACTIVE", { fact: { record: "given-2", type: "GroupRenamed", on: day } });
    given(groupCategory, ...paused)
      .when(moved, open)
      .refuses("GROUP_NOT_A_DRAFT", { status: "SUSPENDED" });
  });

  test("an approval is not withdrawn under what rests on it", () =>
    given(groupCategory, ...gone)
      .when(corrects<GroupEvent>(1, null), open)
      .refuses("GROUP_NOT_ACTIVE"));

  test("an old offence does not block a correction", () => {
    // Names were not checked against the group's life in the first logs.
    const record = [...active, renamed("2019-01-01", "早"), renamed(day, "错")];
    given(groupCategory, ...record)
      .when(corrects<GroupEvent>(3, renamed(day, "对")), open)
      .holds();
    given(groupCategory, ...record)
      .when(corrects<GroupEvent>(2, null), open)
      .holds();
  });
});
