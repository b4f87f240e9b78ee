import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import {
  ByStage,
  CampusKey,
  effective,
  Name,
  Ownership,
  RegionCode,
  RegionId,
  SchoolCode,
  SchoolId,
  SchoolType,
  SchoolYear,
  Stage,
  UrbanRural,
} from "./vocabulary.ts";

const dated = { schoolId: SchoolId, ...effective };

/** A campus (校区) as it is opened with its school. */
export const Campus = z.strictObject({ key: CampusKey, name: Name });

const opening = {
  ...dated,
  code: SchoolCode,
  name: Name,
  type: SchoolType,
  ownership: Ownership,
  urbanRural: UrbanRural,
  campuses: z.array(Campus).min(1),
};

/** The life of one school (学校): its id is permanent; the official code and everything else are dated. */
export const school = catalogue("school", {
  SchoolOpened: event(z.strictObject({ ...opening, locatedIn: RegionCode, administeredBy: RegionCode })).became(
    z.strictObject({ ...opening, locatedIn: RegionId, administeredBy: RegionId }),
    (first) => first,
  ),
  /** 恢复: a closed school reopens under its own id, with its last code. */
  SchoolRestored: event(z.strictObject({ ...dated, campuses: z.array(Campus).min(1).optional() })),
  SchoolRenamed: event(z.strictObject({ ...dated, name: Name })),
  /** Change of class (改制): the old code is no longer valid, the id does not change. */
  SchoolConverted: event(z.strictObject({ ...dated, type: SchoolType, code: SchoolCode, name: Name })),
  SchoolReclassified: event(z.strictObject({ ...dated, urbanRural: UrbanRural })),
  SchoolOwnershipChanged: event(z.strictObject({ ...dated, ownership: Ownership })),
  /** Another authority administers it from then on (移交管理). */
  SchoolHandedOver: event(z.strictObject({ ...dated, administeredBy: RegionCode })).became(
    z.strictObject({ ...dated, administeredBy: RegionId }),
    (first) => first,
  ),
  SchoolRelocated: event(z.strictObject({ ...dated, locatedIn: RegionCode })).became(
    z.strictObject({ ...dated, locatedIn: RegionId }),
    (first) => first,
  ),
  /** A stage's pupils and teachers go to another school (学段并入). */
  StageTransferred: event(z.strictObject({ ...dated, stage: Stage, toSchoolId: SchoolId })),
  /** The other side of StageTransferred: from then on this school teaches the stage. */
  StageReceived: event(z.strictObject({ ...dated, stage: Stage, fromSchoolId: SchoolId })),
  /** The other side of SchoolMerged: this school took in another and must be open on that day. */
  SchoolAbsorbed: event(z.strictObject({ ...dated, fromSchoolId: SchoolId })),
  SchoolMerged: event(z.strictObject({ ...dated, intoSchoolId: SchoolId })),
  SchoolClosed: event(z.strictObject({ ...dated })),
  CampusOpened: event(z.strictObject({ ...dated, campus: Campus })),
  CampusClosed: event(z.strictObject({ ...dated, key: CampusKey })),
  /** 年度统计 at the count date, 1 September of the school year; a second one for the year replaces the first. */
  AnnualReturnRecorded: event(
    z.strictObject({ schoolId: SchoolId, schoolYear: SchoolYear, pupils: ByStage, teachers: ByStage }),
  ),
});
export type SchoolEvent = EventOf<typeof school>;
