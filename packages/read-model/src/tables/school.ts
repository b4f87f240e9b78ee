import {
  countsIn,
  type Ownership,
  type SchoolCode,
  type SchoolEvent,
  type SchoolId,
  type SchoolState,
  type SchoolType,
  schoolMeaning,
  type UrbanRural,
} from "@lianxiao/events";
import { daily } from "../timeline/daily.ts";
import { timelineTable } from "../timeline/table.ts";

type SchoolRow = {
  readonly school_id: SchoolId;
  readonly code: SchoolCode;
  readonly name: string;
  readonly type: SchoolType;
  readonly ownership: Ownership;
  readonly urban_rural: UrbanRural;
  readonly located_in: string;
  readonly administered_by: string;
  readonly counts_primary: boolean;
  readonly counts_junior: boolean;
};

const rowOf = (id: SchoolId, state: NonNullable<SchoolState>): SchoolRow => ({
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
});

export const school = timelineTable<SchoolState, SchoolEvent, SchoolRow>({
  name: "school",
  meaning: schoolMeaning,
  subject: "school_id",
  rows: daily((state, id) => (state?.open ? [rowOf(id, state)] : [])),
});
