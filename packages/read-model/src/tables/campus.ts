import { type SchoolEvent, type SchoolId, type SchoolState, schoolMeaning } from "@lianxiao/events";
import { daily } from "../timeline/daily.ts";
import { timelineTable } from "../timeline/table.ts";

type CampusRow = { readonly school_id: SchoolId; readonly key: string; readonly name: string };

/** The campuses of a school end with it, and come back when it is restored. */
export const campus = timelineTable<SchoolState, SchoolEvent, CampusRow>({
  name: "campus",
  meaning: schoolMeaning,
  subject: "school_id",
  rows: daily((state, id) =>
    state?.open ? Object.entries(state.campuses).map(([key, name]) => ({ school_id: id, key, name })) : [],
  ),
});
