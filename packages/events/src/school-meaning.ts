import type { Meaning } from "./meaning.ts";
import { type SchoolEvent, school } from "./school.ts";
import type { Ownership, SchoolType, Stage, UrbanRural } from "./vocabulary.ts";

/** The stages (学段) that a school of a type teaches. A 教学点 teaches, but is counted in no stage's set of schools. */
export const stagesOf: Readonly<Record<SchoolType, readonly Stage[]>> = {
  "211": ["PRIMARY"],
  "218": ["PRIMARY"],
  "311": ["JUNIOR"],
  "312": ["PRIMARY", "JUNIOR"],
  "321": ["JUNIOR"],
  "341": ["JUNIOR"],
  "342": [],
  "345": ["PRIMARY", "JUNIOR"],
};

type School = {
  readonly open: boolean;
  /** The first day of its current or last period. */
  readonly openedOn: string;
  readonly endedOn: string | undefined;
  readonly code: string;
  /** All codes that it has had until then. */
  readonly codes: readonly string[];
  readonly name: string;
  readonly type: SchoolType;
  readonly ownership: Ownership;
  readonly urbanRural: UrbanRural;
  readonly locatedIn: string;
  readonly administeredBy: string;
  readonly stages: readonly Stage[];
  /** The names of the open campuses by key; of a closed school, of those that were open at its end. */
  readonly campuses: Readonly<Record<string, string>>;
  /** The last day on which it absorbed a school or a stage. */
  readonly receivedOn: string | undefined;
};

/** A school on a day; undefined before it opened. */
export type SchoolState = School | undefined;

const changed = (state: SchoolState, change: Partial<School>): SchoolState => state && { ...state, ...change };

const named = (campuses: readonly { readonly key: string; readonly name: string }[]) =>
  Object.fromEntries(campuses.map(({ key, name }) => [key, name]));

const ended = (state: SchoolState, { on }: { readonly on: string }): SchoolState =>
  changed(state, { open: false, endedOn: on });

const aspectOf = (event: SchoolEvent): string | undefined => {
  switch (event.type) {
    case "AnnualReturnRecorded":
      return undefined;
    case "SchoolMerged":
    case "SchoolClosed":
      return "end";
    case "SchoolOpened":
    case "SchoolRestored":
      return "beginning";
    case "CampusOpened":
      return `campus ${event.data.campus.key}`;
    case "CampusClosed":
      return `campus ${event.data.key}`;
    case "StageTransferred":
      return `${event.type} ${event.data.stage}`;
    case "StageReceived":
      return `${event.type} ${event.data.stage} ${event.data.fromSchoolId}`;
    case "SchoolAbsorbed":
      return `${event.type} ${event.data.fromSchoolId}`;
    default:
      return event.type;
  }
};

/** The meaning of a school's events. A return is dated by its count date, 1 September, after that day's changes. */
export const schoolMeaning: Meaning<SchoolState, SchoolEvent> = {
  category: school.category,
  initial: undefined,
  on: ({ data }) => ("on" in data ? data.on : `${data.schoolYear}-09-01`),
  about: aspectOf,
  evolve: {
    SchoolOpened: (_state, { on, code, campuses, schoolId: _schoolId, precision: _, document: __, ...school }) => ({
      ...school,
      open: true,
      openedOn: on,
      endedOn: undefined,
      code,
      codes: [code],
      stages: stagesOf[school.type],
      campuses: named(campuses),
      receivedOn: undefined,
    }),
    SchoolRestored: (state, { on, campuses }) =>
      changed(state, {
        open: true,
        openedOn: on,
        endedOn: undefined,
        ...(campuses && { campuses: named(campuses) }),
      }),
    SchoolRenamed: (state, { name }) => changed(state, { name }),
    // A school gives a stage away with its type before that day's changes, and receives one with its type after them.
    StageTransferred: (state, { stage }) =>
      state && { ...state, stages: state.stages.filter((taught) => taught !== stage) },
    SchoolConverted: (state, { type, code, name }) =>
      state && {
        ...state,
        type,
        code,
        name,
        codes: [...state.codes.filter((held) => held !== code), code],
        stages: stagesOf[type],
      },
    SchoolReclassified: (state, { urbanRural }) => changed(state, { urbanRural }),
    SchoolOwnershipChanged: (state, { ownership }) => changed(state, { ownership }),
    SchoolHandedOver: (state, { administeredBy }) => changed(state, { administeredBy }),
    SchoolRelocated: (state, { locatedIn }) => changed(state, { locatedIn }),
    StageReceived: (state, { on, stage }) =>
      state && {
        ...state,
        stages: [...state.stages.filter((taught) => taught !== stage), stage],
        receivedOn: on,
      },
    CampusOpened: (state, { campus: { key, name } }) =>
      state && { ...state, campuses: { ...state.campuses, [key]: name } },
    CampusClosed: (state, { key }) => {
      const { [key]: _closed, ...campuses } = state?.campuses ?? {};
      return changed(state, { campuses });
    },
    SchoolAbsorbed: (state, { on }) => changed(state, { receivedOn: on }),
    SchoolMerged: ended,
    SchoolClosed: ended,
    AnnualReturnRecorded: (state) => state,
  },
};

/** Whether a school counts as a school of the stage; a 教学点 never does, whatever it teaches. */
export const countsIn = (state: SchoolState, stage: Stage): boolean =>
  state?.open === true && state.type !== "218" && state.stages.includes(stage);

/**
 * The school year of an annual return, as the key of a timeline of its own: a return does not depend on the school's
 * other facts, nor on other years. Undefined for every other event.
 */
export const returnYear = (event: SchoolEvent): string | undefined =>
  event.type === "AnnualReturnRecorded" ? String(event.data.schoolYear) : undefined;
