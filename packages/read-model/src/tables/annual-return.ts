import { returnYear, type SchoolId, Stage, schoolMeaning } from "@lianxiao/events";
import { integer, text } from "../schema/column.ts";
import { timelineTable } from "../timeline/table.ts";

/**
 * The last return recorded for a school year, valid for that year, which begins with the count on 1 September. Each year
 * of a school is a subject of its own.
 */
export const annualReturn = timelineTable({
  name: "annual_return",
  meaning: schoolMeaning,
  subject: ["school_id", "school_year"],
  columns: {
    school_id: text<SchoolId>(),
    school_year: integer(),
    stage: text<Stage>(),
    pupils: integer(),
    teachers: integer(),
  },
  // A day is in one school year, so that the returns of a school for it are found without reading its other years.
  indexes: [["school_id", "valid"]],
  scope: { school: "school_id" },
  aggregates: "every_annual_return",
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
