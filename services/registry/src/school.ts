import { classDigits, type SchoolEvent, type SchoolState, Stage, school, schoolMeaning } from "@lianxiao/events";
import { uuidV5 } from "@lianxiao/kernel";
import { type Category, type Mirror, type Refusals, schoolOf, when } from "@lianxiao/service";
import { codeDoubts } from "./code-doubts.ts";

export const schoolRefusals = {
  SCHOOL_EXISTS: ["该学校已开办", "The school is open already"],
  SCHOOL_CODE_TAKEN: ["该学校标识码已被另一所学校使用", "The code belongs to another school"],
  CODE_IS_DEAD: [
    "变更机构类别须使用新的学校标识码，旧码不再使用",
    "A change of class needs a code that the school has not had before",
  ],
  SCHOOL_CLOSED: ["学校当时已撤并", "The school had ended by that day"],
  SCHOOL_NOT_CLOSED: ["学校当时未撤并，不能恢复", "The school had not ended by that day, so it cannot be restored"],
  BEFORE_OPENING: ["早于学校开办日期", "The day is before the school opened"],
  RECEIVES_THAT_DAY: [
    "学校当日有他校（或学段）并入，不能同日撤并",
    "The school takes in another school or stage that day, so it cannot end that day",
  ],
  STAGE_NOT_TAUGHT: ["学校当时不设该学段", "The school does not teach that stage then"],
  MERGE_INTO_ITSELF: ["不能并入自身", "A school cannot be merged into itself"],
  CAMPUS_EXISTS: ["校区编号已被使用", "The campus key is in use"],
  CAMPUS_UNKNOWN: ["没有该校区", "There is no such open campus"],
  LAST_CAMPUS: ["至少保留一个校区", "A school keeps at least one campus"],
} as const satisfies Refusals;

const beginnings: readonly SchoolEvent["type"][] = ["SchoolOpened", "SchoolRestored"];
const ends: readonly SchoolEvent["type"][] = ["SchoolMerged", "SchoolClosed"];

const claim = (schoolId: string, code: string): Mirror => ({
  category: "code",
  id: code,
  event: { type: "CodeClaimed", data: { code, schoolId } },
});

/** The mirrored event in the school on the other side of a merger or transfer, whose rules then apply on that day. */
const received = (event: SchoolEvent): readonly Mirror[] => {
  const { type, data } = event;
  if (type === "SchoolMerged") {
    const { schoolId: fromSchoolId, intoSchoolId: schoolId, ...dated } = data;
    return [
      {
        category: "school",
        id: schoolId,
        event: { type: "SchoolAbsorbed", data: { ...dated, schoolId, fromSchoolId } },
      },
    ];
  }
  if (type !== "StageTransferred") return [];
  const { schoolId: fromSchoolId, toSchoolId: schoolId, ...dated } = data;
  return [
    { category: "school", id: schoolId, event: { type: "StageReceived", data: { ...dated, schoolId, fromSchoolId } } },
  ];
};

/** In the first logs, a school's id was derived from its first code. */
const firstIdOf = (code: string): string => uuidV5("school", code);

export type SchoolReads = { readonly holders: readonly ReturnType<typeof schoolOf>[] };

/** Schools (学校): opened, changed, closed and restored by dated events; the code may change, the id does not. */
export const schoolCategory: Category<SchoolState, SchoolEvent, SchoolReads> = {
  catalogue: school,
  meaning: schoolMeaning,
  idOf: ({ data }) => data.schoolId,
  reads: ({ id, said }) => ({
    holders: said
      .flatMap((event) => ("code" in event.data ? [firstIdOf(event.data.code)] : []))
      .filter((holder) => holder !== id)
      .map(schoolOf),
  }),
  always: {
    SCHOOL_EXISTS: when("SchoolOpened", (before, { schoolId }) => before && { schoolId }),
    SCHOOL_NOT_CLOSED: when("SchoolRestored", (before, { on }) => (before === undefined || before.open) && { on }),
    BEFORE_OPENING: (before, { on, event }) => before === undefined && !beginnings.includes(event.type) && { on },
    SCHOOL_CLOSED: (before, { on, event }) =>
      before && !before.open && !beginnings.includes(event.type) && { on, endedOn: before.endedOn },
    RECEIVES_THAT_DAY: (before, { on, event: { type } }) => ends.includes(type) && before?.receivedOn === on && { on },
    CODE_IS_DEAD: when("SchoolConverted", (before, { code, type }) => {
      if (before === undefined) return false;
      const dead = code === before.code ? classDigits[type] !== classDigits[before.type] : before.codes.includes(code);
      return dead && { code };
    }),
    STAGE_NOT_TAUGHT: (before, { on, event: { type, data } }) => {
      if (before === undefined) return false;
      if (type === "StageTransferred") return !before.stages.includes(data.stage) && { stage: data.stage, on };
      if (type !== "AnnualReturnRecorded") return false;
      const returned = Stage.options.filter((stage) => data.pupils[stage] + data.teachers[stage] > 0);
      const stage = returned.find((one) => !before.stages.includes(one));
      return stage && { stage, schoolYear: data.schoolYear };
    },
    MERGE_INTO_ITSELF: (_before, { event: { type, data } }) =>
      (type === "SchoolMerged" ? data.intoSchoolId : type === "StageTransferred" ? data.toSchoolId : undefined) ===
        data.schoolId && { schoolId: data.schoolId },
    CAMPUS_EXISTS: when(
      "CampusOpened",
      (before, { campus: { key } }) => before && Object.hasOwn(before.campuses, key) && { key },
    ),
    CAMPUS_UNKNOWN: when(
      "CampusClosed",
      (before, { key }) => before && !Object.hasOwn(before.campuses, key) && { key },
    ),
    LAST_CAMPUS: when(
      "CampusClosed",
      (before, { key }) =>
        before && Object.hasOwn(before.campuses, key) && Object.keys(before.campuses).length === 1 && { key },
    ),
  },
  now: {
    SCHOOL_CODE_TAKEN: (_before, { event: { data } }, { holders }) => {
      if (!("code" in data)) return false;
      const { code } = data;
      const held = holders.some(({ facts }) =>
        facts.some(({ event }) => "code" in event.data && event.data.code === code),
      );
      return held && { code };
    },
  },
  refusals: schoolRefusals,
  doubts: codeDoubts,
  mirrors: (event) => {
    const { type, data } = event;
    return type === "SchoolOpened" || type === "SchoolConverted" ? [claim(data.schoolId, data.code)] : received(event);
  },
};
