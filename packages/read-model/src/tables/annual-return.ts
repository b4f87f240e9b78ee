import { type SchoolId, Stage } from "@lianxiao/events";
import { factTable } from "../fact.ts";

type AnnualReturnRow = {
  readonly school_id: SchoolId;
  readonly school_year: number;
  readonly stage: Stage;
  readonly pupils: number;
  readonly teachers: number;
};

export const annualReturn = factTable<AnnualReturnRow, "school_id", "school_year" | "stage">({
  name: "annual_return",
  subject: "school_id",
  on: {
    AnnualReturnRecorded: (facts, { schoolId, schoolYear, pupils, teachers }) => {
      const year = { from: `${schoolYear}-09-01`, to: `${schoolYear + 1}-09-01` };
      for (const stage of Stage.options)
        facts.assert({ school_id: schoolId, school_year: schoolYear, stage }, year, {
          pupils: pupils[stage],
          teachers: teachers[stage],
        });
    },
  },
});
