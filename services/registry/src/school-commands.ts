import {
  ByStage,
  Campus,
  CampusKey,
  effective,
  Name,
  Ownership,
  RegionCode,
  SchoolCode,
  type SchoolEvent,
  SchoolId,
  SchoolType,
  SchoolYear,
  Stage,
  school,
  UrbanRural,
} from "@lianxiao/events";
import type { EventStore } from "@lianxiao/kernel";
import {
  type CommandTable,
  type Facts,
  type Prepared,
  Problem,
  type Route,
  requireInForce,
  route,
  schoolIdOf,
  type Words,
} from "@lianxiao/service";
import { z } from "zod";
import { schoolLife } from "./facts.ts";
import { type SchoolCommand, type State, schoolDecider } from "./school.ts";

type Request<Body> = {
  readonly schoolId: string;
  readonly body: Body;
  readonly store: EventStore;
  readonly facts: Facts;
};

const existing = async (facts: Facts, schoolId: string) => {
  const { state } = await schoolLife(facts.store, schoolId);
  if (state.administeredBy === undefined) throw new Problem("NOT_FOUND");
  return { ...state, administeredBy: state.administeredBy };
};

/** A command on a school that exists, given by a bureau that administers it. */
const onSchool = <Shape extends z.ZodRawShape>(
  summary: Words,
  shape: Shape,
  commandOf: (request: Request<z.output<z.ZodObject<Shape, z.core.$strict>>>) => Promise<SchoolCommand> | SchoolCommand,
): Route<SchoolCommand> =>
  route({
    summary,
    body: z.strictObject(shape),
    mustExist: true,
    prepare: async ({ id, body, facts }): Promise<Prepared<SchoolCommand>> => {
      const state = await existing(facts, id);
      const command = await commandOf({ schoolId: id, body, store: facts.store, facts });
      return { command, concern: { regions: [state.administeredBy] } };
    },
  });

const openSchool = route({
  summary: ["开办学校", "Open a school"],
  body: z.strictObject({
    ...effective,
    code: SchoolCode,
    name: Name,
    type: SchoolType,
    ownership: Ownership,
    urbanRural: UrbanRural,
    locatedIn: RegionCode,
    administeredBy: RegionCode,
    campuses: z
      .array(Campus)
      .min(1)
      .max(50)
      .refine((campuses) => new Set(campuses.map(({ key }) => key)).size === campuses.length, {
        params: { code: "CAMPUS_KEY_INVALID" },
      })
      .optional(),
  }),
  creates: ({ code }) => schoolIdOf(code),
  namedByBody: true,
  prepare: async ({ id, body, facts }): Promise<Prepared<SchoolCommand>> => {
    requireInForce(await facts.regions(), body.on, {
      "/administeredBy": body.administeredBy,
      "/locatedIn": body.locatedIn,
    });
    const campuses = body.campuses ?? [{ key: "1", name: body.name }];
    return {
      command: { type: "OpenSchool", data: { ...body, schoolId: id, campuses } },
      concern: { regions: [body.administeredBy] },
    };
  },
});

const recordAnnualReturn = route({
  summary: ["填报年度统计（9月1日）", "Record the annual return"],
  body: z.strictObject({ schoolYear: SchoolYear, pupils: ByStage, teachers: ByStage }),
  mustExist: true,
  prepare: async ({ id, body, facts }): Promise<Prepared<SchoolCommand>> => {
    const state = await existing(facts, id);
    return {
      command: { type: "RecordAnnualReturn", data: { ...body, schoolId: id } },
      concern: { regions: [state.administeredBy], leads: [id], members: [id] },
    };
  },
});

const routes: Readonly<Record<string, Route<SchoolCommand>>> = {
  "open-school": openSchool,
  "rename-school": onSchool(["学校更名", "Rename a school"], { ...effective, name: Name }, ({ schoolId, body }) => ({
    type: "RenameSchool",
    data: { ...body, schoolId },
  })),
  "convert-school": onSchool(
    ["变更办学类型", "Convert a school to another class"],
    { ...effective, type: SchoolType, code: SchoolCode, name: Name },
    async ({ schoolId, body, store }) => {
      const other = schoolIdOf(body.code);
      const codeTaken = other !== schoolId && (await store.read(`school-${other}`)).length > 0;
      return { type: "ConvertSchool", data: { ...body, schoolId, codeTaken } };
    },
  ),
  "reclassify-school": onSchool(
    ["变更城乡分类", "Change the urban-rural class"],
    { ...effective, urbanRural: UrbanRural },
    ({ schoolId, body }) => ({
      type: "ReclassifySchool",
      data: { ...body, schoolId },
    }),
  ),
  "change-ownership": onSchool(
    ["变更办学性质", "Change the ownership"],
    { ...effective, ownership: Ownership },
    ({ schoolId, body }) => ({
      type: "ChangeOwnership",
      data: { ...body, schoolId },
    }),
  ),
  "hand-over-school": onSchool(
    ["移交管理", "Hand a school over to another authority"],
    { ...effective, administeredBy: RegionCode },
    async ({ schoolId, body, facts }) => {
      requireInForce(await facts.regions(), body.on, { "/administeredBy": body.administeredBy });
      return { type: "HandOverSchool", data: { ...body, schoolId } };
    },
  ),
  "relocate-school": onSchool(
    ["迁址", "Relocate a school"],
    { ...effective, locatedIn: RegionCode },
    async ({ schoolId, body, facts }) => {
      requireInForce(await facts.regions(), body.on, { "/locatedIn": body.locatedIn });
      return { type: "RelocateSchool", data: { ...body, schoolId } };
    },
  ),
  "transfer-stage": onSchool(
    ["学段并入他校", "Transfer a stage to another school"],
    { ...effective, stage: Stage, toSchoolId: SchoolId },
    async ({ schoolId, body, store }) => {
      const { state: to } = await schoolLife(store, body.toSchoolId);
      return { type: "TransferStage", data: { ...body, schoolId, to } };
    },
  ),
  "merge-school": onSchool(
    ["学校并入他校", "Merge a school into another"],
    { ...effective, intoSchoolId: SchoolId },
    async ({ schoolId, body, store }) => {
      const { state: into } = await schoolLife(store, body.intoSchoolId);
      return { type: "MergeSchool", data: { ...body, schoolId, into } };
    },
  ),
  "close-school": onSchool(["撤销学校", "Close a school"], effective, ({ schoolId, body }) => ({
    type: "CloseSchool",
    data: { ...body, schoolId },
  })),
  "open-campus": onSchool(["增设校区", "Open a campus"], { ...effective, campus: Campus }, ({ schoolId, body }) => ({
    type: "OpenCampus",
    data: { ...body, schoolId },
  })),
  "close-campus": onSchool(["撤销校区", "Close a campus"], { ...effective, key: CampusKey }, ({ schoolId, body }) => ({
    type: "CloseCampus",
    data: { ...body, schoolId },
  })),
  "record-annual-return": recordAnnualReturn,
};

export const schoolTable: CommandTable<State, SchoolCommand, SchoolEvent> = {
  decider: schoolDecider,
  codec: school,
  title: ["学校", "Schools"],
  routes,
};
