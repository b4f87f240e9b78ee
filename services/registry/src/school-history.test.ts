import { countsIn, type RecordOf, type SchoolEvent, type SchoolState } from "@lianxiao/events";
import type { Known } from "@lianxiao/service";
import { describe, expect, test } from "vitest";
import { corrects, knownSchool } from "../../../test/known.ts";
import { given } from "../../../test/spec.ts";
import {
  campusClosed,
  closed,
  converted,
  opened,
  renamed,
  restored,
  returned,
  school,
  transferred,
} from "./school.fixture.ts";
import { type SchoolReads, schoolCategory } from "./school.ts";

const nobody: Known<SchoolReads> = { holders: [] };

/** Both records of a pair are accepted in either order of recording; gives what was the case on the days. */
const eitherOrder = <Answer>(
  before: readonly SchoolEvent[],
  [one, two]: readonly [SchoolEvent, SchoolEvent],
  answer: (on: (day: string) => SchoolState) => Answer,
): Answer => {
  const answers = [[one, two] as const, [two, one] as const].map(([first, second]) => {
    given(schoolCategory, ...before)
      .when(first, nobody)
      .holds();
    given(schoolCategory, ...before, first)
      .when(second, nobody)
      .holds();
    return answer(knownSchool(school, ...before, first, second).on);
  });
  expect(answers[1]).toEqual(answers[0]);
  // Two orders were tried, so there are two answers.
  return answers[0] as Answer;
};

const on = (day: string, ...records: readonly RecordOf<SchoolEvent>[]): SchoolState =>
  knownSchool(school, ...records).on(day);

describe("dates decide, not the order of recording:", () => {
  test("a junior stage transferred in August stays away when a conversion of January is recorded afterwards", () =>
    expect(
      eitherOrder(
        [opened()],
        [transferred("2022-08-01", "JUNIOR"), converted("2022-01-01", "312", "3163000002")],
        (on) => ["2022-07-31", "2022-08-01"].map((day) => countsIn(on(day), "JUNIOR")),
      ),
    ).toEqual([true, false]));

  test("a conversion to 345 brings back the primary stage that was transferred a year before it", () =>
    expect(
      eitherOrder(
        [opened({ type: "218", code: "2163000002" })],
        [converted("2019-09-01", "345", "3463000002"), transferred("2018-09-01", "PRIMARY")],
        (on) => [on("2018-09-01")?.stages, on("2019-09-01")?.stages],
      ),
    ).toEqual([[], ["PRIMARY", "JUNIOR"]]));

  test("a rename that was missed holds until the one that was recorded", () =>
    expect(
      eitherOrder([opened()], [renamed("2022-01-01", "后"), renamed("2021-01-01", "前")], (on) =>
        ["2020-12-31", "2021-01-01", "2022-01-01"].map((day) => on(day)?.name),
      ),
    ).toEqual(["茫崖市第二中学", "前", "后"]));

  test("a return that was missed is recorded after a later one", () =>
    eitherOrder([opened()], [returned(2022, { PRIMARY: 1 }), returned(2021, { JUNIOR: 1 })], () => undefined));

  test("a missed transfer is refused when a return of later counts pupils in the stage, and names the return", () =>
    given(schoolCategory, opened(), returned(2022, { JUNIOR: 5 }))
      .when(transferred("2021-09-01", "JUNIOR"), nobody)
      .refuses("STAGE_NOT_TAUGHT", {
        stage: "JUNIOR",
        fact: { record: "given-1", type: "AnnualReturnRecorded", on: "2022-09-01" },
      }));
});

describe("a school that was closed and restored", () => {
  const lives = [opened(), closed("2012-09-01"), restored("2014-09-01")];

  test("goes on under its code, and changes again", () => {
    given(schoolCategory, ...lives)
      .when(renamed("2015-09-01", "新名"), nobody)
      .holds();
    expect(on("2014-09-01", ...lives)).toMatchObject({ open: true, openedOn: "2014-09-01", code: "3163000002" });
  });
  test("has nothing in between", () =>
    given(schoolCategory, ...lives)
      .when(renamed("2013-09-01", "新名"), nobody)
      .refuses("SCHOOL_CLOSED", { endedOn: "2012-09-01" }));
  test("closes again", () =>
    given(schoolCategory, ...lives)
      .when(closed("2016-09-01"), nobody)
      .holds());
});

describe("a wrong closing date", () => {
  const wrong = [opened(), closed("2022-09-01")];

  test("is corrected, and the school lives until the right one", () => {
    const right = corrects<SchoolEvent>(1, closed("2023-09-01"));
    given(schoolCategory, ...wrong)
      .when(right, nobody)
      .holds();
    given(schoolCategory, ...wrong, right)
      .when(renamed("2022-12-01", "新名"), nobody)
      .holds();
    given(schoolCategory, ...wrong, right)
      .when(renamed("2023-12-01", "新名"), nobody)
      .refuses("SCHOOL_CLOSED");
  });
  test("that is corrected again counts as corrected last", () => {
    const record = [
      ...wrong,
      corrects<SchoolEvent>(1, closed("2023-09-01")),
      corrects<SchoolEvent>(1, closed("2024-09-01")),
    ];
    expect(["2023-09-01", "2024-08-31", "2024-09-01"].map((day) => on(day, ...record)?.open)).toEqual([
      true,
      true,
      false,
    ]);
  });
  test("of a closing that never was is withdrawn", () => {
    given(schoolCategory, ...wrong)
      .when(corrects<SchoolEvent>(1, null), nobody)
      .holds();
    expect(on("2030-01-01", ...wrong, corrects<SchoolEvent>(1, null))?.open).toBe(true);
  });
});

describe("a correction", () => {
  test("that makes a later fact impossible is refused and names that fact", () => {
    const record = [opened(), renamed("2010-09-01", "甲")];
    given(schoolCategory, ...record)
      .when(corrects<SchoolEvent>(0, opened({ on: "2011-09-01" })), nobody)
      .refuses("BEFORE_OPENING", { fact: { record: "given-1", type: "SchoolRenamed", on: "2010-09-01" } });
    given(schoolCategory, ...record)
      .when(corrects<SchoolEvent>(0, null), nobody)
      .refuses("BEFORE_OPENING");
  });
  test("that is impossible itself is refused without naming another", () =>
    given(schoolCategory, opened(), renamed("2010-09-01", "甲"))
      .when(corrects<SchoolEvent>(1, renamed("2000-09-01", "甲")), nobody)
      .refuses("BEFORE_OPENING", { on: "2000-09-01" }));
  test("of the class is refused when the code that it keeps is of another", () =>
    given(schoolCategory, opened({ type: "311" }), converted("2010-09-01", "312", "3163000002"))
      .when(corrects<SchoolEvent>(1, converted("2010-09-01", "211", "3163000002")), nobody)
      .refuses("CODE_IS_DEAD"));
  test("is not blocked by an old offence, and does not hide a new one", () => {
    // Recorded before it was a rule that a school keeps a campus.
    const record = [opened(), campusClosed("2010-09-01", "1"), renamed("2011-09-01", "甲")];
    given(schoolCategory, ...record)
      .when(corrects<SchoolEvent>(2, renamed("2012-09-01", "甲")), nobody)
      .holds();
    given(schoolCategory, ...record)
      .when(corrects<SchoolEvent>(1, null), nobody)
      .holds();
    given(schoolCategory, ...record)
      .when(corrects<SchoolEvent>(2, renamed("2000-09-01", "甲")), nobody)
      .refuses("BEFORE_OPENING");
  });
});
