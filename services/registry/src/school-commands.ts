import {
  ByStage,
  Campus,
  isPlaceholder,
  NewName,
  NewSchoolCode,
  newlyEffective,
  Ownership,
  RegionCode,
  type SchoolEvent,
  SchoolId,
  type SchoolState,
  SchoolType,
  SchoolYear,
  Stage,
  UrbanRural,
  type Words,
} from "@lianxiao/events";
import {
  aRegion,
  aSchool,
  type CommandTable,
  correctionRoutes,
  Problem,
  regionIdAt,
  routesOf,
} from "@lianxiao/service";
import { z } from "zod";
import { type SchoolReads, schoolCategory } from "./school.ts";
import { closeCampus, closeSchool, mergeSchool, openCampus } from "./school-periods.ts";

const route = routesOf(schoolCategory);

type Data<Type extends SchoolEvent["type"]> = Extract<SchoolEvent, { type: Type }>["data"];

/** A dated change of a school by its bureau: the body has the event's fields, without the school's id. */
const change = <Shape extends z.ZodRawShape, Type extends SchoolEvent["type"]>(
  type: Type,
  summary: Words,
  shape: Shape & { readonly [Field in keyof Omit<Data<Type>, "schoolId">]-?: z.ZodType },
) =>
  route({
    summary,
    body: z.strictObject(shape),
    action: "change-school",
    targets: ({ id }) => ({ school: aSchool(id) }),
    // The body has every field of the event but the school's id: `shape` is typed by them.
    says: ({ id, body }) => [{ type, data: { ...body, schoolId: id } } as unknown as SchoolEvent],
  });

const openSchool = route({
  summary: ["开办学校", "Open a school"],
  body: z.strictObject({
    ...newlyEffective,
    code: NewSchoolCode,
    name: NewName,
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
  creates: true,
  action: "open-school",
  targets: ({ body, tree }) => ({
    region: aRegion(regionIdAt(tree, body.on, { "/administeredBy": body.administeredBy })),
  }),
  says: ({ id, body, tree }) => [
    {
      type: "SchoolOpened",
      data: {
        ...body,
        schoolId: id,
        locatedIn: regionIdAt(tree, body.on, { "/locatedIn": body.locatedIn }),
        administeredBy: regionIdAt(tree, body.on, { "/administeredBy": body.administeredBy }),
        campuses: body.campuses ?? [{ key: "1", name: body.name }],
      },
    },
  ],
});

const convertSchool = route({
  summary: ["变更办学类型", "Convert a school to another class"],
  body: z.strictObject({ ...newlyEffective, type: SchoolType, code: NewSchoolCode, name: NewName }),
  action: "change-school",
  targets: ({ id }) => ({ school: aSchool(id) }),
  says: ({ id, body }) => [{ type: "SchoolConverted", data: { ...body, schoolId: id } }],
});

const handOverSchool = route({
  summary: ["移交管理", "Hand a school over to another authority"],
  body: z.strictObject({ ...newlyEffective, administeredBy: RegionCode }),
  action: "hand-over-school",
  targets: ({ id, body, tree }) => ({
    school: aSchool(id),
    region: aRegion(regionIdAt(tree, body.on, { "/administeredBy": body.administeredBy })),
  }),
  says: ({ id, body, tree }) => [
    {
      type: "SchoolHandedOver",
      data: {
        ...body,
        schoolId: id,
        administeredBy: regionIdAt(tree, body.on, { "/administeredBy": body.administeredBy }),
      },
    },
  ],
});

const relocateSchool = route({
  summary: ["迁址", "Relocate a school"],
  body: z.strictObject({ ...newlyEffective, locatedIn: RegionCode }),
  action: "change-school",
  targets: ({ id }) => ({ school: aSchool(id) }),
  says: ({ id, body, tree }) => [
    {
      type: "SchoolRelocated",
      data: { ...body, schoolId: id, locatedIn: regionIdAt(tree, body.on, { "/locatedIn": body.locatedIn }) },
    },
  ],
});

const transferStage = route({
  summary: ["学段并入他校", "Transfer a stage to another school"],
  body: z.strictObject({ ...newlyEffective, stage: Stage, toSchoolId: SchoolId }),
  action: "transfer-stage",
  targets: ({ id, body }) => ({ school: aSchool(id), to: aSchool(body.toSchoolId) }),
  says: ({ id, body }) => [{ type: "StageTransferred", data: { ...body, schoolId: id } }],
});

const recordAnnualReturn = route({
  summary: ["填报年度统计（9月1日）", "Record the annual return"],
  body: z.strictObject({ schoolYear: SchoolYear, pupils: ByStage, teachers: ByStage }),
  action: "record-annual-return",
  targets: ({ id }) => ({ school: aSchool(id) }),
  says: ({ id, body, today }) => {
    if (`${body.schoolYear}-09-01` > today)
      throw new Problem("YEAR_NOT_BEGUN", { errors: [{ pointer: "/schoolYear", code: "YEAR_NOT_BEGUN" }] });
    return [{ type: "AnnualReturnRecorded", data: { ...body, schoolId: id } }];
  },
});

const onSchool = ({ id }: { readonly id: string }) => ({ school: aSchool(id) });

export const schoolTable: CommandTable<SchoolState, SchoolEvent, SchoolReads> = {
  category: schoolCategory,
  title: ["学校", "Schools"],
  routes: {
    "open-school": openSchool,
    "restore-school": change("SchoolRestored", ["恢复学校", "Restore a closed school"], {
      ...newlyEffective,
      campuses: z.array(Campus).min(1).max(50).optional(),
    }),
    "rename-school": change("SchoolRenamed", ["学校更名", "Rename a school"], { ...newlyEffective, name: NewName }),
    "convert-school": convertSchool,
    "reclassify-school": change("SchoolReclassified", ["变更城乡分类", "Change the urban-rural class"], {
      ...newlyEffective,
      urbanRural: UrbanRural,
    }),
    "change-ownership": change("SchoolOwnershipChanged", ["变更办学性质", "Change the ownership"], {
      ...newlyEffective,
      ownership: Ownership,
    }),
    "hand-over-school": handOverSchool,
    "relocate-school": relocateSchool,
    "transfer-stage": transferStage,
    "merge-school": mergeSchool,
    "close-school": closeSchool,
    "open-campus": openCampus,
    "close-campus": closeCampus,
    "record-annual-return": recordAnnualReturn,
    ...correctionRoutes(schoolCategory, {
      action: "correct-school",
      targets: onSchool,
      // Regions are given by their codes, as in every command.
      resolve: (change, { on, tree }) =>
        Object.fromEntries(
          Object.entries(change).map(([field, value]) => {
            const pointer = `/change/${field}`;
            if (field === "code" && isPlaceholder(String(value)))
              throw new Problem("SCHOOL_CODE_PLACEHOLDER", { errors: [{ pointer, code: "SCHOOL_CODE_PLACEHOLDER" }] });
            return [field, regionFields.includes(field) ? regionIdAt(tree, on, { [pointer]: String(value) }) : value];
          }),
        ),
    }),
  },
};

const regionFields: readonly string[] = ["locatedIn", "administeredBy"];
