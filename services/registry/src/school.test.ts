import type { SchoolEvent } from "@lianxiao/events";
import { describe, test } from "vitest";
import { given } from "../../../test/spec.ts";
import type { SchoolLife } from "./facts.ts";
import { type SchoolCommand, schoolDecider } from "./school.ts";

const schoolId = "0a7a2686-2451-58eb-9cda-a63a32be0427";
const other = "e0b13789-7b3c-508f-9a74-2aab9a8d27e9";
const at = (on: string) => ({ schoolId, on, precision: "DAY" as const });
const life: SchoolLife = { schoolId: other, openedOn: "2000-09-01", endedOn: undefined, administeredBy: "632803" };

type DataOf<Type extends SchoolEvent["type"]> = Extract<SchoolEvent, { type: Type }>["data"];

/** 茫崖市第二中学 as MY1 has it: a nine-year school whose junior part goes in 2022. */
const opening: DataOf<"SchoolOpened"> = {
  ...at("2005-09-01"),
  code: "3163000002",
  name: "茫崖市第二中学",
  type: "312",
  ownership: "PUBLIC",
  urbanRural: "121",
  locatedIn: "632803",
  administeredBy: "632803",
  campuses: [{ key: "1", name: "本部" }],
};
const opened: SchoolEvent = { type: "SchoolOpened", data: opening };
const open: SchoolCommand = { type: "OpenSchool", data: opening };
const closed: SchoolEvent = { type: "SchoolClosed", data: at("2025-09-01") };
const toPrimary: DataOf<"SchoolConverted"> = {
  ...at("2022-09-01"),
  type: "211",
  code: "2163000002",
  name: "茫崖市第二完全小学",
};
const converted: SchoolEvent = { type: "SchoolConverted", data: toPrimary };
const secondCampus: SchoolEvent = {
  type: "CampusOpened",
  data: { ...at("2010-09-01"), campus: { key: "2", name: "东校区" } },
};

const convert = (data: Partial<typeof toPrimary> & { codeTaken?: boolean } = {}): SchoolCommand => ({
  type: "ConvertSchool",
  data: { ...toPrimary, codeTaken: false, ...data },
});
const rename = (on: string): SchoolCommand => ({ type: "RenameSchool", data: { ...at(on), name: "新名" } });
const close = (on: string): SchoolCommand => ({ type: "CloseSchool", data: at(on) });
const counted = (schoolYear: number, junior: number): DataOf<"AnnualReturnRecorded"> => ({
  schoolId,
  schoolYear,
  pupils: { PRIMARY: 100, JUNIOR: junior },
  teachers: { PRIMARY: 9, JUNIOR: 0 },
});
const annualReturn = (schoolYear: number, junior: number): SchoolCommand => ({
  type: "RecordAnnualReturn",
  data: counted(schoolYear, junior),
});

describe("a school's life", () => {
  test("begins once", () => {
    given(schoolDecider).when(open).gives(opened);
    given(schoolDecider, opened).when(open).refuses("SCHOOL_EXISTS");
  });
  test("has nothing before its opening", () =>
    given(schoolDecider, opened).when(rename("2005-08-31")).refuses("BEFORE_OPENING"));
  test("cannot go on without one", () => given(schoolDecider).when(rename("2006-01-01")).refuses("SCHOOL_NOT_OPEN"));
  test("ends", () => given(schoolDecider, opened).when(close("2025-09-01")).gives(closed));
  test("ends once", () => given(schoolDecider, opened, closed).when(close("2026-09-01")).refuses("SCHOOL_CLOSED"));
  test("does not end before its last change", () =>
    given(schoolDecider, opened, converted).when(close("2022-08-31")).refuses("BEFORE_LAST_CHANGE"));
  test("has nothing after its end", () =>
    given(schoolDecider, opened, closed).when(rename("2025-09-01")).refuses("SCHOOL_CLOSED"));
});

describe("a change of class", () => {
  test("takes a new code", () => given(schoolDecider, opened).when(convert()).gives(converted));
  test("never takes a code the school has had", () =>
    given(schoolDecider, opened)
      .when(convert({ code: "3163000002" }))
      .refuses("CODE_IS_DEAD"));
  test("never takes another school's code", () =>
    given(schoolDecider, opened)
      .when(convert({ codeTaken: true }))
      .refuses("SCHOOL_CODE_TAKEN"));
  test("is not dated before the last one", () =>
    given(schoolDecider, opened, converted)
      .when(convert({ on: "2021-09-01", code: "2163000003" }))
      .refuses("BEFORE_LAST_CHANGE"));
});

describe("a stage", () => {
  const transfer = (stage: "PRIMARY" | "JUNIOR", to = life, toSchoolId = other): SchoolCommand => ({
    type: "TransferStage",
    data: { ...at("2022-09-01"), stage, toSchoolId, to },
  });
  test("goes to another school", () =>
    given(schoolDecider, opened)
      .when(transfer("JUNIOR"))
      .gives({ type: "StageTransferred", data: { ...at("2022-09-01"), stage: "JUNIOR", toSchoolId: other } }));
  test("that is not taught cannot go", () =>
    given(schoolDecider, opened, converted).when(transfer("JUNIOR")).refuses("STAGE_NOT_TAUGHT"));
  test("does not go to a school that is not open", () =>
    given(schoolDecider, opened)
      .when(transfer("JUNIOR", { ...life, openedOn: "2023-09-01" }))
      .refuses("SCHOOL_NOT_OPEN"));
  test("does not go to the school itself", () =>
    given(schoolDecider, opened)
      .when(transfer("JUNIOR", life, schoolId))
      .refuses("MERGE_INTO_ITSELF"));
});

describe("a merger", () => {
  const merge = (into = life, intoSchoolId = other): SchoolCommand => ({
    type: "MergeSchool",
    data: { ...at("2022-09-01"), intoSchoolId, into },
  });
  test("ends the school", () =>
    given(schoolDecider, opened)
      .when(merge())
      .gives({ type: "SchoolMerged", data: { ...at("2022-09-01"), intoSchoolId: other } }));
  test("needs an open school to go to", () =>
    given(schoolDecider, opened)
      .when(merge({ ...life, endedOn: "2022-09-01" }))
      .refuses("SCHOOL_NOT_OPEN"));
  test("is not with itself", () =>
    given(schoolDecider, opened).when(merge(life, schoolId)).refuses("MERGE_INTO_ITSELF"));
});

describe("campuses", () => {
  const closeCampus = (key: string, on = "2020-09-01"): SchoolCommand => ({
    type: "CloseCampus",
    data: { ...at(on), key },
  });
  test("are added", () =>
    given(schoolDecider, opened)
      .when({ type: "OpenCampus", data: { ...at("2010-09-01"), campus: { key: "2", name: "东校区" } } })
      .gives(secondCampus));
  test("keep their key", () =>
    given(schoolDecider, opened, secondCampus)
      .when({ type: "OpenCampus", data: { ...at("2011-09-01"), campus: { key: "2", name: "西校区" } } })
      .refuses("CAMPUS_EXISTS"));
  test("close", () =>
    given(schoolDecider, opened, secondCampus)
      .when(closeCampus("2"))
      .gives({ type: "CampusClosed", data: { ...at("2020-09-01"), key: "2" } }));
  test("cannot all close", () => given(schoolDecider, opened).when(closeCampus("1")).refuses("LAST_CAMPUS"));
  test("close only when open", () =>
    given(schoolDecider, opened, secondCampus).when(closeCampus("3")).refuses("CAMPUS_UNKNOWN"));
  test("do not close before they open", () =>
    given(schoolDecider, opened, secondCampus).when(closeCampus("2", "2009-09-01")).refuses("BEFORE_LAST_CHANGE"));
});

describe("an annual return", () => {
  test("counts the stages taught on 1 September", () =>
    given(schoolDecider, opened)
      .when(annualReturn(2021, 50))
      .gives({ type: "AnnualReturnRecorded", data: counted(2021, 50) }));
  test("has no pupils in a stage that is not taught", () =>
    given(schoolDecider, opened, converted).when(annualReturn(2022, 50)).refuses("STAGE_NOT_TAUGHT"));
  test("of a year before the school is none", () =>
    given(schoolDecider, opened).when(annualReturn(2004, 0)).refuses("BEFORE_OPENING"));
});
