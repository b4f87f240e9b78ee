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

/** A campus (校区) that opens with its school. */
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

/** One school (学校): its id is constant; the official code and everything else is dated. */
export const school = catalogue("school", {
  SchoolOpened: event(z.strictObject({ ...opening, locatedIn: RegionCode, administeredBy: RegionCode }), [
    "设立“{name}”（{code}，{type}，{ownership}，{urbanRural}），校区：{campuses.name}，位于{locatedIn}，由{administeredBy}管理",
    "opened as “{name}” ({code}, {type}, {ownership}, {urbanRural}), campuses {campuses.name}, located in {locatedIn}, administered by {administeredBy}",
  ]).became(z.strictObject({ ...opening, locatedIn: RegionId, administeredBy: RegionId }), (first) => first),
  /** A closed school reopens (恢复) under its own id, with the code that it had. */
  SchoolRestored: event(z.strictObject({ ...dated, campuses: z.array(Campus).min(1).optional() }), [
    "恢复办学[，校区：{campuses.name}]",
    "restored[, with campuses {campuses.name}]",
  ]),
  SchoolRenamed: event(z.strictObject({ ...dated, name: Name }), ["更名为“{name}”", "renamed “{name}”"]),
  /** A change of type (改制): the old code is no longer valid, the id is kept. */
  SchoolConverted: event(z.strictObject({ ...dated, type: SchoolType, code: SchoolCode, name: Name }), [
    "改制为“{name}”（{type}），标识码变更为 {code}",
    "converted to “{name}” ({type}), with the code {code}",
  ]),
  SchoolReclassified: event(z.strictObject({ ...dated, urbanRural: UrbanRural }), [
    "城乡分类变更为{urbanRural}",
    "reclassified as {urbanRural}",
  ]),
  SchoolOwnershipChanged: event(z.strictObject({ ...dated, ownership: Ownership }), [
    "办学性质变更为{ownership}",
    "now {ownership}",
  ]),
  /** Another authority administers it from then on (移交管理). */
  SchoolHandedOver: event(z.strictObject({ ...dated, administeredBy: RegionCode }), [
    "移交{administeredBy}管理",
    "handed over to {administeredBy}",
  ]).became(z.strictObject({ ...dated, administeredBy: RegionId }), (first) => first),
  SchoolRelocated: event(z.strictObject({ ...dated, locatedIn: RegionCode }), [
    "迁至{locatedIn}",
    "moved to {locatedIn}",
  ]).became(z.strictObject({ ...dated, locatedIn: RegionId }), (first) => first),
  /** A stage's pupils and teachers go to another school (学段并入). */
  StageTransferred: event(z.strictObject({ ...dated, stage: Stage, toSchoolId: SchoolId }), [
    "{stage}段并入{toSchoolId}",
    "its {stage} stage went to {toSchoolId}",
  ]),
  /** The other side of StageTransferred: from then on this school teaches the stage. */
  StageReceived: event(z.strictObject({ ...dated, stage: Stage, fromSchoolId: SchoolId }), [
    "接收{fromSchoolId}的{stage}段",
    "received the {stage} stage of {fromSchoolId}",
  ]),
  /** The other side of SchoolMerged: this school absorbed another and must be open on that day. */
  SchoolAbsorbed: event(z.strictObject({ ...dated, fromSchoolId: SchoolId }), [
    "并入了{fromSchoolId}",
    "absorbed {fromSchoolId}",
  ]),
  SchoolMerged: event(z.strictObject({ ...dated, intoSchoolId: SchoolId }), [
    "并入{intoSchoolId}",
    "merged into {intoSchoolId}",
  ]),
  SchoolClosed: event(z.strictObject({ ...dated }), ["关停", "closed"]),
  CampusOpened: event(z.strictObject({ ...dated, campus: Campus }), [
    "设立校区“{campus.name}”",
    "opened the campus “{campus.name}”",
  ]),
  CampusClosed: event(z.strictObject({ ...dated, key: CampusKey }), ["关停校区 {key}", "closed the campus {key}"]),
  /** The annual return (年度统计) at the count date, 1 September; a second one for the school year replaces the first. */
  AnnualReturnRecorded: event(
    z.strictObject({ schoolId: SchoolId, schoolYear: SchoolYear, pupils: ByStage, teachers: ByStage }),
    [
      "{schoolYear} 学年年度统计：小学学生 {pupils.PRIMARY}、教师 {teachers.PRIMARY}；初中学生 {pupils.JUNIOR}、教师 {teachers.JUNIOR}",
      "annual return of the school year {schoolYear}: primary {pupils.PRIMARY} pupils, {teachers.PRIMARY} teachers; junior {pupils.JUNIOR} pupils, {teachers.JUNIOR} teachers",
    ],
  ),
});
export type SchoolEvent = EventOf<typeof school>;
