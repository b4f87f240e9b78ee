import { type SchoolEvent, type SchoolType, type Stage, school } from "@lianxiao/events";
import { type Decider, Refusal, refusing } from "@lianxiao/kernel";
import type { Refusals } from "@lianxiao/service";
import type { SchoolLife } from "./facts.ts";

type DataOf<Type extends SchoolEvent["type"]> = Extract<SchoolEvent, { type: Type }>["data"];

export type SchoolCommand =
  | { readonly type: "OpenSchool"; readonly data: DataOf<"SchoolOpened"> }
  | { readonly type: "RenameSchool"; readonly data: DataOf<"SchoolRenamed"> }
  | { readonly type: "ConvertSchool"; readonly data: DataOf<"SchoolConverted"> & { readonly codeTaken: boolean } }
  | { readonly type: "ReclassifySchool"; readonly data: DataOf<"SchoolReclassified"> }
  | { readonly type: "ChangeOwnership"; readonly data: DataOf<"SchoolOwnershipChanged"> }
  | { readonly type: "HandOverSchool"; readonly data: DataOf<"SchoolHandedOver"> }
  | { readonly type: "RelocateSchool"; readonly data: DataOf<"SchoolRelocated"> }
  | { readonly type: "TransferStage"; readonly data: DataOf<"StageTransferred"> & { readonly to: SchoolLife } }
  | { readonly type: "MergeSchool"; readonly data: DataOf<"SchoolMerged"> & { readonly into: SchoolLife } }
  | { readonly type: "CloseSchool"; readonly data: DataOf<"SchoolClosed"> }
  | { readonly type: "OpenCampus"; readonly data: DataOf<"CampusOpened"> }
  | { readonly type: "CloseCampus"; readonly data: DataOf<"CampusClosed"> }
  | { readonly type: "RecordAnnualReturn"; readonly data: DataOf<"AnnualReturnRecorded"> };

export const schoolRefusals = {
  SCHOOL_EXISTS: ["该学校标识码已被使用", "A school with that code exists already"],
  SCHOOL_CODE_TAKEN: ["该学校标识码已被使用", "The code belongs to another school"],
  CODE_IS_DEAD: [
    "变更办学类型须使用新的学校标识码，旧码不再使用",
    "A change of class needs a code that the school has not had before",
  ],
  SCHOOL_CLOSED: ["学校当时已撤并", "The school had ended by that day"],
  SCHOOL_NOT_OPEN: ["学校当时未开办", "The school was not open on that day"],
  BEFORE_OPENING: ["早于学校开办日期", "The day is before the school opened"],
  BEFORE_LAST_CHANGE: ["早于同一事项的上一次变更", "The day is before the last change of the same thing"],
  STAGE_NOT_TAUGHT: ["学校不设该学段", "The school does not teach that stage"],
  MERGE_INTO_ITSELF: ["不能并入自身", "A school cannot be merged into itself"],
  CAMPUS_EXISTS: ["校区编号已被使用", "The campus key is in use"],
  CAMPUS_UNKNOWN: ["没有该校区", "There is no such open campus"],
  LAST_CAMPUS: ["至少保留一个校区", "A school keeps at least one campus"],
} as const satisfies Refusals;

const refuse = refusing(schoolRefusals);

type Aspect = "name" | "type" | "class" | "ownership" | "region" | "location" | "stages";

type School = {
  readonly openedOn: string;
  readonly endedOn: string | undefined;
  readonly codes: readonly string[];
  readonly types: readonly { readonly from: string; readonly type: SchoolType }[];
  readonly campuses: ReadonlyMap<string, { readonly from: string; readonly to: string | undefined }>;
  readonly changed: Readonly<Partial<Record<Aspect, string>>>;
};

const changed = (state: State, aspect: Aspect, on: string): State =>
  state && { ...state, changed: { ...state.changed, [aspect]: on } };

const withCampus = (state: State, key: string, stay: { from: string; to: string | undefined }): State =>
  state && { ...state, campuses: new Map(state.campuses).set(key, stay) };

export type State = School | undefined;
type Dated = { readonly schoolId: string; readonly on: string };

/** The school, open on the day, and no change of `aspect` dated later: dated facts come in order. */
const living = (state: State, { schoolId, on }: Dated, aspect?: Aspect): School => {
  if (state === undefined) throw new Refusal("SCHOOL_NOT_OPEN", { schoolId, on });
  if (on < state.openedOn) refuse("BEFORE_OPENING", { on, openedOn: state.openedOn });
  if (state.endedOn !== undefined && on >= state.endedOn) refuse("SCHOOL_CLOSED", { on, endedOn: state.endedOn });
  const last = aspect && state.changed[aspect];
  if (last !== undefined && on < last) refuse("BEFORE_LAST_CHANGE", { on, last, aspect });
  return state;
};

/** Ends come after everything: a school that has ended does not end again, nor before its last change. */
const ending = (state: State, dated: Dated): void => {
  const { changed, endedOn, campuses } = living(state, dated);
  if (endedOn !== undefined) refuse("SCHOOL_CLOSED", { on: dated.on, endedOn });
  const last = [...Object.values(changed), ...[...campuses.values()].map(({ from, to }) => to ?? from)].sort().at(-1);
  if (last !== undefined && dated.on < last) refuse("BEFORE_LAST_CHANGE", { on: dated.on, last });
};

const otherOpen = ({ schoolId, openedOn, endedOn }: SchoolLife, on: string): void => {
  if (openedOn === undefined || on < openedOn || (endedOn !== undefined && on >= endedOn))
    refuse("SCHOOL_NOT_OPEN", { schoolId, on });
};

const stages: Readonly<Record<SchoolType, readonly Stage[]>> = {
  "211": ["PRIMARY"],
  "218": ["PRIMARY"],
  "311": ["JUNIOR"],
  "312": ["PRIMARY", "JUNIOR"],
  "321": ["JUNIOR"],
  "341": ["JUNIOR"],
  "342": [],
  "345": ["PRIMARY", "JUNIOR"],
};

const taught = (state: School, on: string): readonly Stage[] => {
  const type = state.types.findLast(({ from }) => from <= on)?.type;
  return type ? stages[type] : [];
};

const openCampuses = ({ campuses }: School): readonly string[] =>
  [...campuses].filter(([, { to }]) => to === undefined).map(([key]) => key);

/** 学校: opened, changed and ended by dated facts; the official code may change, the school stays the same. */
export const schoolDecider: Decider<State, SchoolCommand, SchoolEvent> = {
  category: school.category,
  initial: undefined,
  evolve: {
    SchoolOpened: (_state, { on, code, type, campuses }) => ({
      openedOn: on,
      endedOn: undefined,
      codes: [code],
      types: [{ from: on, type }],
      campuses: new Map(campuses.map(({ key }) => [key, { from: on, to: undefined }])),
      changed: {},
    }),
    SchoolRenamed: (state, { on }) => changed(state, "name", on),
    SchoolConverted: (state, { on, type, code }) =>
      changed(
        changed(
          state && { ...state, codes: [...state.codes, code], types: [...state.types, { from: on, type }] },
          "type",
          on,
        ),
        "name",
        on,
      ),
    SchoolReclassified: (state, { on }) => changed(state, "class", on),
    SchoolOwnershipChanged: (state, { on }) => changed(state, "ownership", on),
    SchoolHandedOver: (state, { on }) => changed(state, "region", on),
    SchoolRelocated: (state, { on }) => changed(state, "location", on),
    StageTransferred: (state, { on }) => changed(state, "stages", on),
    SchoolMerged: (state, { on }) => state && { ...state, endedOn: on },
    SchoolClosed: (state, { on }) => state && { ...state, endedOn: on },
    CampusOpened: (state, { on, campus }) => withCampus(state, campus.key, { from: on, to: undefined }),
    CampusClosed: (state, { on, key }) =>
      withCampus(state, key, { from: state?.campuses.get(key)?.from ?? on, to: on }),
    AnnualReturnRecorded: (state) => state,
  },
  decide: {
    OpenSchool: (state, data) => {
      if (state !== undefined) refuse("SCHOOL_EXISTS", { code: data.code, schoolId: data.schoolId });
      return [{ type: "SchoolOpened", data }];
    },
    RenameSchool: (state, data) => {
      living(state, data, "name");
      return [{ type: "SchoolRenamed", data }];
    },
    ConvertSchool: (state, { codeTaken, ...data }) => {
      const { codes } = living(state, data, "type");
      if (codes.includes(data.code)) refuse("CODE_IS_DEAD", { code: data.code });
      if (codeTaken) refuse("SCHOOL_CODE_TAKEN", { code: data.code });
      return [{ type: "SchoolConverted", data }];
    },
    ReclassifySchool: (state, data) => {
      living(state, data, "class");
      return [{ type: "SchoolReclassified", data }];
    },
    ChangeOwnership: (state, data) => {
      living(state, data, "ownership");
      return [{ type: "SchoolOwnershipChanged", data }];
    },
    HandOverSchool: (state, data) => {
      living(state, data, "region");
      return [{ type: "SchoolHandedOver", data }];
    },
    RelocateSchool: (state, data) => {
      living(state, data, "location");
      return [{ type: "SchoolRelocated", data }];
    },
    TransferStage: (state, { to, ...data }) => {
      const giving = living(state, data, "stages");
      if (!taught(giving, data.on).includes(data.stage)) refuse("STAGE_NOT_TAUGHT", { stage: data.stage, on: data.on });
      if (data.schoolId === data.toSchoolId) refuse("MERGE_INTO_ITSELF", { schoolId: data.schoolId });
      otherOpen(to, data.on);
      return [{ type: "StageTransferred", data }];
    },
    MergeSchool: (state, { into, ...data }) => {
      ending(state, data);
      if (data.schoolId === data.intoSchoolId) refuse("MERGE_INTO_ITSELF", { schoolId: data.schoolId });
      otherOpen(into, data.on);
      return [{ type: "SchoolMerged", data }];
    },
    CloseSchool: (state, data) => {
      ending(state, data);
      return [{ type: "SchoolClosed", data }];
    },
    OpenCampus: (state, data) => {
      if (living(state, data).campuses.has(data.campus.key)) refuse("CAMPUS_EXISTS", { key: data.campus.key });
      return [{ type: "CampusOpened", data }];
    },
    CloseCampus: (state, data) => {
      const open = openCampuses(living(state, data));
      const from = state?.campuses.get(data.key)?.from;
      if (!open.includes(data.key)) refuse("CAMPUS_UNKNOWN", { key: data.key });
      if (from !== undefined && data.on < from) refuse("BEFORE_LAST_CHANGE", { on: data.on, last: from });
      if (open.length === 1) refuse("LAST_CAMPUS", { key: data.key });
      return [{ type: "CampusClosed", data }];
    },
    RecordAnnualReturn: (state, data) => {
      const counted = living(state, { schoolId: data.schoolId, on: `${data.schoolYear}-09-01` });
      const year = taught(counted, `${data.schoolYear}-09-01`);
      for (const stage of ["PRIMARY", "JUNIOR"] as const)
        if (data.pupils[stage] + data.teachers[stage] > 0 && !year.includes(stage))
          refuse("STAGE_NOT_TAUGHT", { stage, schoolYear: data.schoolYear });
      return [{ type: "AnnualReturnRecorded", data }];
    },
  },
};
