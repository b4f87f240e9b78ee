import { expect, test } from "vitest";
import { opened, returned, schoolId } from "../../../../test/events.ts";
import { createLog } from "../../../../test/log.ts";
import { readEvent } from "../read-event.ts";
import { Unapplied } from "../readable.ts";
import { annualReturn } from "../tables/annual-return.ts";
import { school } from "../tables/school.ts";
import { restate } from "./restate.ts";
import { categoriesOf } from "./subjects.ts";
import type { TimelineTable } from "./table.ts";

const log = createLog();
const [opening, returning] = [log(opened(schoolId(1))), log(returned(schoolId(1), 2023, { PRIMARY: 10 }))];

const restated = (table: TimelineTable, record: typeof opening, part = "") => {
  const category = categoriesOf([table]).get("school");
  const readable = readEvent(record);
  if (category === undefined || readable === undefined) throw new Error("The event is not of a school.");
  const fresh = [{ ...readable, stream: record.stream, part }];
  return restate(category, { before: [], fresh }).flatMap(({ begun }) => begun);
};

test("a subject states rows of its own, and not of another one, which would never end", () => {
  expect(restated(school, opening).map(({ row }) => row["school_id"])).toEqual([schoolId(1)]);
  const ofAnother: TimelineTable = { ...school, rows: (timeline) => school.rows({ ...timeline, id: schoolId(2) }) };
  expect(() => restated(ofAnother, opening)).toThrow(Unapplied);
});

test("a part of a subject states rows of its own, and not of another part", () => {
  const years = restated(annualReturn, returning, "2023").map(({ row }) => row["school_year"]);
  expect(new Set(years)).toEqual(new Set([2023]));
  const ofAnother: TimelineTable = {
    ...annualReturn,
    rows: (timeline) =>
      annualReturn.rows(timeline).map(({ row, ...period }) => ({ ...period, row: { ...row, school_year: 2022 } })),
  };
  expect(() => restated(ofAnother, returning, "2023")).toThrow(Unapplied);
});
