import {
  endOf,
  NewDay,
  NewName,
  NewNote,
  newlyEffective,
  onlyWith,
  period,
  RegionCode,
  type RegionEvent,
  type RegionId,
  RegionLevel,
  Until,
} from "@lianxiao/events";
import { Refusal, uuidV5 } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import { aRegion, type CommandTable, correctionRoutes, regionIdMeant, routesOf, unitIdAt } from "@lianxiao/service";
import { z } from "zod";
import { definitionRoutes } from "./definition-commands.ts";
import { regionCategory } from "./region.ts";
import { resolved, touchedBy } from "./region-correction.ts";
import { dayOf, heirsAt, heirsIn, named, parentIn, publishedUnit, regions } from "./region-named.ts";
import { checkedMembers } from "./region-set.ts";

const route = routesOf(regionCategory);

const SetId = z
  .string()
  .regex(/^[a-z0-9-]{1,50}$/)
  .meta({ description: "区域集编号。Id of the set.", example: "hangzhou-urban-6" });

const Heirs = z
  .union([RegionCode.transform((code) => [code]), z.array(RegionCode).min(1).max(20)])
  .refine((codes) => new Set(codes).size === codes.length, { params: { code: "BODY_INVALID" } })
  .meta({
    description:
      "并入的行政区划，一个或多个；原由其直接管理的归第一个。What it goes to, one code or several; the first has what it ran itself.",
  });

const opening = z.strictObject({
  code: RegionCode,
  name: NewName,
  level: RegionLevel,
  parent: RegionCode.nullable(),
  ...newlyEffective,
  on: NewDay.nullable(),
  until: Until,
  into: Heirs.optional(),
});
const Opening = onlyWith(onlyWith(period(opening), "until", "into"), "into", "until");

/** The id of the unit that a command begins. */
const newId = (commandId: string): RegionId => uuidV5("region", commandId);

export const regionTable: CommandTable<RegionTree, RegionEvent, object> = {
  category: regionCategory,
  title: ["行政区划", "Regions"],
  routes: {
    "open-region": route({
      summary: [
        "设立行政区划；until 与 into 为补录已并入他处的行政区划",
        "Open a region, or say when one of the published table began; with `until` and `into` one that was missed and has gone into others",
      ],
      body: Opening,
      action: "open-region",
      targets: ({ body, own: { latest: tree } }) => ({
        region: regions(body.parent === null ? body.code : publishedUnit(tree, body.code)),
        parent: regions(...parentIn(tree, body.parent, dayOf(body))),
        into: regions(...heirsAt(tree, body)),
      }),
      says: ({ body: { into, until, ...said }, commandId, own: { latest: tree } }) => {
        // A unit that has ended is not the published table's, even if the table has another unit under its code.
        const published = until === undefined ? publishedUnit(tree, said.code) : undefined;
        const id = published ?? newId(commandId);
        const parent = parentIn(tree, said.parent, dayOf(said))[0] ?? null;
        return [
          { type: "RegionOpened", data: { ...said, id, parent } },
          ...endOf({ ...said, until }).map((dated) => {
            const data = { ...dated, id, into: [...heirsAt(tree, { into, until })] };
            return { type: "RegionMerged", data } as const;
          }),
        ];
      },
    }),
    "merge-region": route({
      summary: ["行政区划并入", "Merge a region into others"],
      body: z.strictObject({ code: RegionCode, into: Heirs, ...newlyEffective }),
      action: "merge-region",
      targets: ({ body, own: { latest: tree } }) => ({
        region: aRegion(named(tree, body)),
        into: regions(...heirsIn(tree, body)),
      }),
      says: ({ body: { code, into, ...dated }, own: { latest: tree } }) => [
        {
          type: "RegionMerged",
          data: {
            ...dated,
            id: named(tree, { code, on: dated.on }),
            into: [...heirsIn(tree, { into, on: dated.on })],
          },
        },
      ],
    }),
    "rename-region": route({
      summary: ["行政区划更名（代码不变）", "Give a region another name; it keeps its code"],
      body: z.strictObject({ code: RegionCode, name: NewName, ...newlyEffective }),
      action: "rename-region",
      targets: ({ body, own: { latest: tree } }) => ({ region: aRegion(named(tree, body)) }),
      says: ({ body: { code, ...said }, own: { latest: tree } }) => [
        { type: "RegionRenamed", data: { ...said, id: named(tree, { code, on: said.on }) } },
      ],
    }),
    "recode-region": route({
      summary: [
        "行政区划代码变更，可同时变更名称、级别、隶属",
        "Give a region another code, perhaps with another name, level and parent",
      ],
      body: z.strictObject({
        code: RegionCode,
        newCode: RegionCode,
        name: NewName.optional(),
        level: RegionLevel.optional(),
        parent: RegionCode.optional(),
        ...newlyEffective,
      }),
      action: "recode-region",
      targets: ({ body, own: { latest: tree } }) => ({
        region: regions(named(tree, body), publishedUnit(tree, body.newCode)),
        parent: regions(...parentIn(tree, body.parent, body.on)),
      }),
      says: ({ body: { code, parent, ...said }, own: { latest: tree } }) => {
        const id = named(tree, { code, on: said.on });
        const [parentId] = parentIn(tree, parent, said.on);
        const onto = publishedUnit(tree, said.newCode);
        return [
          {
            type: "RegionRecoded",
            data: {
              ...said,
              id,
              ...(parentId !== undefined && { parent: parentId }),
              ...(onto !== undefined && onto !== id && { onto }),
            },
          },
        ];
      },
    }),
    "move-region": route({
      summary: ["行政区划隶属变更（代码不变）", "Put a region under another; it keeps its code"],
      body: z.strictObject({ code: RegionCode, parent: RegionCode, ...newlyEffective }),
      action: "move-region",
      targets: ({ body, own: { latest: tree } }) => ({
        region: aRegion(named(tree, body)),
        parent: regions(...parentIn(tree, body.parent, body.on)),
      }),
      says: ({ body: { code, parent, ...dated }, own: { latest: tree } }) => [
        {
          type: "RegionMoved",
          data: {
            ...dated,
            id: named(tree, { code, on: dated.on }),
            parent: unitIdAt(tree, dated.on, { "/parent": parent }),
          },
        },
      ],
    }),
    "set-backdating-period": route({
      summary: [
        "规定补录、更正的期限（本学年之前几个学年）",
        "Say for how many school years before the present one a region's bureaus may correct and record what was missed",
      ],
      body: z.strictObject({
        code: RegionCode,
        schoolYears: z.int().min(0).max(100).meta({ example: 1 }),
        ...newlyEffective,
      }),
      action: "set-backdating-period",
      targets: ({ body, own: { latest: tree } }) => ({ region: aRegion(named(tree, body)) }),
      says: ({ body: { code, ...said }, own: { latest: tree } }) => [
        { type: "BackdatingPeriodSet", data: { ...said, id: named(tree, { code, on: said.on }) } },
      ],
    }),
    ...definitionRoutes,
    "define-region-set": route({
      summary: ["定义统计区域集", "Define a named set of regions"],
      body: z.strictObject({
        set: SetId,
        name: NewName,
        members: z.array(RegionCode).min(1).max(500),
        note: NewNote.optional(),
      }),
      action: "define-region-set",
      targets: ({ body, own: { latest: tree }, today }) => ({
        members: regions(...body.members.map((code, at) => regionIdMeant(tree, today, { [`/members/${at}`]: code }))),
        former: regions(...(tree.sets.get(body.set)?.members ?? [])),
      }),
      says: ({ body, own: { latest: tree }, today }) => [
        {
          type: "RegionSetDefined",
          data: {
            ...body,
            members: checkedMembers(
              tree,
              today,
              body.members.map((code, at) => regionIdMeant(tree, today, { [`/members/${at}`]: code })),
            ),
          },
        },
      ],
    }),
    ...correctionRoutes(regionCategory, {
      action: "correct-region",
      targets: ({ own, body }) => {
        const touched = touchedBy(own, body.event);
        if (touched.length === 0) throw new Refusal("RECORD_UNKNOWN", { event: body.event });
        return { region: regions(...touched) };
      },
      resolve: resolved,
    }),
  },
};
