import type { SchoolId } from "@lianxiao/events";
import { factTable } from "../fact.ts";
import { since } from "../period.ts";

type CampusRow = { readonly school_id: SchoolId; readonly key: string; readonly name: string };

export const campus = factTable<CampusRow, "school_id", "key">({
  name: "campus",
  subject: "school_id",
  on: {
    SchoolOpened: (facts, { schoolId, on, campuses }) => {
      for (const { key, name } of campuses) facts.assert({ school_id: schoolId, key }, since(on), { name });
    },
    CampusOpened: (facts, { schoolId, on, campus: { key, name } }) =>
      facts.assert({ school_id: schoolId, key }, since(on), { name }),
    CampusClosed: (facts, { schoolId, on, key }) => facts.retract({ school_id: schoolId, key }, since(on)),
    SchoolMerged: (facts, { schoolId, on }) => facts.retract({ school_id: schoolId }, since(on)),
    SchoolClosed: (facts, { schoolId, on }) => facts.retract({ school_id: schoolId }, since(on)),
  },
});
