import { returnYear, type SchoolEvent, type SchoolId, type SchoolState, Stage, schoolMeaning } from "@lianxiao/events";
import { timelineTable } from "../timeline/table.ts";

type AnnualReturnRow = {
  readonly school_id: SchoolId;
  readonly school_year: number;
  readonly stage: Stage;
  readonly pupils: number;
  readonly teachers: number;
};

/** The last return recorded for a school year; each year of a school is a subject of its own. */
export const annualReturn = timelineTable<SchoolState, SchoolEvent, AnnualReturnRow>({
  name: "annual_return",
  meaning: schoolMeaning,
  subject: "school_id",
  partOf: returnYear,
  rows: ({ id, part, facts }) => {
    // A return that was moved to another year has been withdrawn from this one, and is to be recorded there.
    const last = facts.findLast(({ event }) => returnYear(event) === part)?.event;
    if (last?.type !== "AnnualReturnRecorded") return [];
    const { schoolYear, pupils, teachers } = last.data;
    return Stage.options.map((stage) => ({
      row: { school_id: id, school_year: schoolYear, stage, pupils: pupils[stage], teachers: teachers[stage] },
      from: `${schoolYear}-09-01`,
      to: `${schoolYear + 1}-09-01`,
    }));
  },
});
