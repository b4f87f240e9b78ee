import { type SchoolId, schoolMeaning } from "@lianxiao/events";
import { text } from "../schema/column.ts";
import { daily } from "../timeline/daily.ts";
import { timelineTable } from "../timeline/table.ts";

/** The campuses of a school end with it, and come back when it is restored. */
export const campus = timelineTable({
  name: "campus",
  meaning: schoolMeaning,
  subject: ["school_id"],
  columns: { school_id: text<SchoolId>(), key: text(), name: text() },
  indexes: [],
  scope: { school: "school_id" },
  aggregates: "every_campus",
  rows: daily((state, id) =>
    state?.open ? Object.entries(state.campuses).map(([key, name]) => ({ school_id: id, key, name })) : [],
  ),
});
