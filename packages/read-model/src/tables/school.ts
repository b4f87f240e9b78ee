import {
  countsIn,
  type Ownership,
  type SchoolCode,
  type SchoolId,
  type SchoolType,
  schoolMeaning,
  type UrbanRural,
} from "@lianxiao/events";
import { text, truth } from "../schema/column.ts";
import { daily } from "../timeline/daily.ts";
import { timelineTable } from "../timeline/table.ts";

export const school = timelineTable({
  name: "school",
  meaning: schoolMeaning,
  subject: ["school_id"],
  columns: {
    school_id: text<SchoolId>(),
    code: text<SchoolCode>(),
    name: text(),
    type: text<SchoolType>(),
    ownership: text<Ownership>(),
    urban_rural: text<UrbanRural>(),
    located_in: text(),
    administered_by: text(),
    // Whether it is in the stage's set of schools; a 教学点 is in neither.
    counts_primary: truth(),
    counts_junior: truth(),
  },
  indexes: [["administered_by"], ["code"]],
  scope: { school: "school_id" },
  aggregates: "every_school",
  rows: daily((state, id) =>
    state?.open
      ? [
          {
            school_id: id,
            code: state.code,
            name: state.name,
            type: state.type,
            ownership: state.ownership,
            urban_rural: state.urbanRural,
            located_in: state.locatedIn,
            administered_by: state.administeredBy,
            counts_primary: countsIn(state, "PRIMARY"),
            counts_junior: countsIn(state, "JUNIOR"),
          },
        ]
      : [],
  ),
});
