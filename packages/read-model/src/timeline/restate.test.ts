import { expect, test } from "vitest";
import { opened, schoolId } from "../../../../test/events.ts";
import { createLog } from "../../../../test/log.ts";
import { readEvent } from "../read-event.ts";
import { Unapplied } from "../readable.ts";
import { school } from "../tables/school.ts";
import { restate } from "./restate.ts";
import { categoriesOf } from "./subjects.ts";
import type { TimelineTable } from "./table.ts";

const record = createLog()(opened(schoolId(1)));

const restated = (table: TimelineTable) => {
  const category = categoriesOf([table]).get("school");
  const readable = readEvent(record);
  if (category === undefined || readable === undefined) throw new Error("The event is not of a school.");
  const fresh = [{ ...readable, stream: record.stream, part: "" }];
  return restate(category, { before: [], fresh }).flatMap(({ begun }) => begun);
};

test("a subject states rows of its own, and not of another one, which would never end", () => {
  expect(restated(school).map(({ row }) => row["school_id"])).toEqual([schoolId(1)]);
  const ofAnother: TimelineTable = {
    ...school,
    rows: (timeline) => school.rows({ ...timeline, id: schoolId(2) }),
  };
  expect(() => restated(ofAnother)).toThrow(Unapplied);
});
