import type { SchoolEvent } from "@lianxiao/events";
import { schoolId } from "../../../test/events.ts";
import { saying } from "../../../test/known.ts";

export const school = schoolId(1);
export const other = schoolId(2);

/** Dated events of the school under test. */
export const said = saying<SchoolEvent, { readonly schoolId: string }>({ schoolId: school });

type Opening = Extract<SchoolEvent, { readonly type: "SchoolOpened" }>["data"];

/** 茫崖市第二中学: a nine-year school (312) from 2005 on. */
export const opened = (data: Partial<Opening> = {}): SchoolEvent =>
  said("SchoolOpened", "2005-09-01", {
    code: "3163000002",
    name: "茫崖市第二中学",
    type: "312",
    ownership: "PUBLIC",
    urbanRural: "121",
    locatedIn: "632803",
    administeredBy: "632803",
    campuses: [{ key: "1", name: "本部" }],
    ...data,
  });

export const closed = (on: string): SchoolEvent => said("SchoolClosed", on);
export const merged = (on: string, intoSchoolId = other): SchoolEvent => said("SchoolMerged", on, { intoSchoolId });
export const absorbed = (on: string): SchoolEvent => said("SchoolAbsorbed", on, { fromSchoolId: other });
export const restored = (on: string): SchoolEvent => said("SchoolRestored", on);
export const renamed = (on: string, name: string): SchoolEvent => said("SchoolRenamed", on, { name });
export const converted = (on: string, type: Opening["type"], code: string): SchoolEvent =>
  said("SchoolConverted", on, { type, code, name: "改制学校" });
export const transferred = (on: string, stage: "PRIMARY" | "JUNIOR", toSchoolId = other): SchoolEvent =>
  said("StageTransferred", on, { stage, toSchoolId });
export const received = (on: string, stage: "PRIMARY" | "JUNIOR", fromSchoolId = other): SchoolEvent =>
  said("StageReceived", on, { stage, fromSchoolId });
export const campusOpened = (on: string, key: string): SchoolEvent =>
  said("CampusOpened", on, { campus: { key, name: `校区 ${key}` } });
export const campusClosed = (on: string, key: string): SchoolEvent => said("CampusClosed", on, { key });
export const returned = (schoolYear: number, pupils: { PRIMARY?: number; JUNIOR?: number }): SchoolEvent => ({
  type: "AnnualReturnRecorded",
  data: {
    schoolId: school,
    schoolYear,
    pupils: { PRIMARY: 0, JUNIOR: 0, ...pupils },
    teachers: { PRIMARY: 0, JUNIOR: 0 },
  },
});
