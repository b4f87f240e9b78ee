import type { Message } from "@lianxiao/kernel";
import { command } from "../../commands.ts";
import { aSchool, opening, province, type Scene } from "../../scene.ts";
import type { Case, Cases } from "./case.ts";

const on = "2025-03-01";

type Change = { readonly name: string; readonly type: string; readonly says: object };

/** A change whose event has the fields of the command and the school's id. */
const change =
  ({ name, type, says }: Change) =>
  ({ school }: Scene): Case => ({
    given: [school],
    path: `school/${school.id}/${name}`,
    body: { on, ...says },
    gives: () => [{ type, data: { schoolId: school.id, on, ...says } }],
  });

const correction = (event: string, becomes: Message | null): Message => ({
  type: "Corrected",
  data: { event, becomes, reason: "笔误" },
});

const claim = (school: { readonly id: string }, code: string): Message => ({
  type: "CodeClaimed",
  data: { code, schoolId: school.id },
});

const openSchool = ({ here }: Scene): Case => {
  const { name, ...school } = opening({ region: here });
  const { code, locatedIn: _, administeredBy: __, ...said } = { ...school, name };
  return {
    given: [],
    path: "school/open-school",
    body: { ...school, name },
    gives: (asked) => [
      {
        type: "SchoolOpened",
        data: {
          schoolId: asked.id,
          ...said,
          code,
          locatedIn: here,
          administeredBy: here,
          campuses: [{ key: "1", name }],
        },
      },
      claim(asked, code),
    ],
    hidden: null,
  };
};

const convertSchool = ({ school }: Scene): Case => {
  const { code, name } = opening({ type: "312" });
  return {
    given: [school],
    path: `school/${school.id}/convert-school`,
    body: { on, type: "312", code, name },
    gives: () => [
      { type: "SchoolConverted", data: { schoolId: school.id, on, type: "312", code, name } },
      claim(school, code),
    ],
  };
};

const mergeSchool = ({ school, other }: Scene): Case => ({
  given: [[school, other]],
  path: `school/${school.id}/merge-school`,
  body: { on, intoSchoolId: other.id },
  gives: () => [
    { type: "SchoolMerged", data: { schoolId: school.id, on, intoSchoolId: other.id } },
    { type: "SchoolAbsorbed", data: { schoolId: other.id, on, fromSchoolId: school.id } },
  ],
});

const transferStage = ({ school, other }: Scene): Case => ({
  given: [[school, other]],
  path: `school/${school.id}/transfer-stage`,
  body: { on, stage: "PRIMARY", toSchoolId: other.id },
  gives: () => [
    { type: "StageTransferred", data: { schoolId: school.id, on, stage: "PRIMARY", toSchoolId: other.id } },
    { type: "StageReceived", data: { schoolId: other.id, on, stage: "PRIMARY", fromSchoolId: school.id } },
  ],
});

const restore = ({ school }: Scene): Case => ({
  given: [school, command(province, `school/${school.id}/close-school`, { on: "2024-10-01" })],
  path: `school/${school.id}/restore-school`,
  body: { on },
  gives: () => [{ type: "SchoolRestored", data: { schoolId: school.id, on } }],
});

const closeCampus = ({ here }: Scene): Case => {
  const campuses = [
    { key: "1", name: "东校区" },
    { key: "2", name: "西校区" },
  ];
  const school = aSchool({ region: here, campuses });
  return {
    given: [school],
    path: `school/${school.id}/close-campus`,
    body: { on, key: "2" },
    gives: () => [{ type: "CampusClosed", data: { schoolId: school.id, on, key: "2" } }],
  };
};

const annualReturn = ({ school }: Scene): Case => {
  const counts = { schoolYear: 2025, pupils: { PRIMARY: 900, JUNIOR: 0 }, teachers: { PRIMARY: 60, JUNIOR: 0 } };
  return {
    given: [school],
    path: `school/${school.id}/record-annual-return`,
    body: counts,
    gives: () => [{ type: "AnnualReturnRecorded", data: { schoolId: school.id, ...counts } }],
    by: school.asMember,
  };
};

const renamed = ({ school }: Scene) =>
  command(province, `school/${school.id}/rename-school`, { on, name: "误录名称小学" });

const correctRecord = (scene: Scene): Case => {
  const { school } = scene;
  const renaming = renamed(scene);
  const becomes = { type: "SchoolRenamed", data: { schoolId: school.id, on: "2025-04-01", name: "误录名称小学" } };
  return {
    given: [school, renaming],
    path: `school/${school.id}/correct-record`,
    body: { event: renaming.event, change: { on: "2025-04-01" }, reason: "笔误" },
    gives: () => [correction(renaming.event, becomes)],
  };
};

const withdrawRecord = (scene: Scene): Case => {
  const { school } = scene;
  const renaming = renamed(scene);
  return {
    given: [school, renaming],
    path: `school/${school.id}/withdraw-record`,
    body: { event: renaming.event, reason: "笔误" },
    gives: () => [correction(renaming.event, null)],
  };
};

export const schoolCases: Cases = {
  "school/open-school": openSchool,
  "school/restore-school": restore,
  "school/rename-school": change({ name: "rename-school", type: "SchoolRenamed", says: { name: "新名小学" } }),
  "school/convert-school": convertSchool,
  "school/reclassify-school": change({
    name: "reclassify-school",
    type: "SchoolReclassified",
    says: { urbanRural: "121" },
  }),
  "school/change-ownership": change({
    name: "change-ownership",
    type: "SchoolOwnershipChanged",
    says: { ownership: "PRIVATE" },
  }),
  "school/hand-over-school": (scene) =>
    change({ name: "hand-over-school", type: "SchoolHandedOver", says: { administeredBy: scene.there } })(scene),
  "school/relocate-school": change({
    name: "relocate-school",
    type: "SchoolRelocated",
    says: { locatedIn: "330106" },
  }),
  "school/transfer-stage": transferStage,
  "school/merge-school": mergeSchool,
  "school/close-school": change({ name: "close-school", type: "SchoolClosed", says: {} }),
  "school/open-campus": change({
    name: "open-campus",
    type: "CampusOpened",
    says: { campus: { key: "2", name: "新校区" } },
  }),
  "school/close-campus": closeCampus,
  "school/record-annual-return": annualReturn,
  "school/correct-record": correctRecord,
  "school/withdraw-record": withdrawRecord,
};
