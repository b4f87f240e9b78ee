import { Day, effective, Name, Note, RegionCode, type RegionEvent, RegionLevel } from "@lianxiao/events";
import type { RegionTree } from "@lianxiao/regions";
import { aRegion, type CommandTable, regionIdAt, routesOf } from "@lianxiao/service";
import { z } from "zod";
import { regionCategory } from "./region.ts";

const route = routesOf(regionCategory);

const SetId = z
  .string()
  .regex(/^[a-z0-9-]{1,50}$/)
  .meta({ description: "区域集编号。Id of the set.", example: "hangzhou-urban-6" });

export const regionTable: CommandTable<RegionTree, RegionEvent, object> = {
  category: regionCategory,
  title: ["行政区划", "Regions"],
  routes: {
    "open-region": route({
      summary: ["设立行政区划", "Open a region"],
      body: z.strictObject({
        code: RegionCode,
        name: Name,
        level: RegionLevel,
        parent: RegionCode.nullable(),
        ...effective,
        on: Day.nullable(),
      }),
      action: "open-region",
      targets: ({ body }) => ({ parent: aRegion(body.parent ?? body.code) }),
      says: ({ body }) => [{ type: "RegionOpened", data: body }],
    }),
    "merge-region": route({
      summary: ["行政区划并入", "Merge a region into another"],
      body: z.strictObject({ code: RegionCode, into: RegionCode, ...effective }),
      action: "merge-region",
      targets: ({ body, tree }) => ({
        region: aRegion(regionIdAt(tree, body.on, { "/code": body.code })),
        into: aRegion(regionIdAt(tree, body.on, { "/into": body.into })),
      }),
      says: ({ body }) => [{ type: "RegionMerged", data: body }],
    }),
    "recode-region": route({
      summary: ["行政区划代码变更", "Give a region another code"],
      body: z.strictObject({ code: RegionCode, newCode: RegionCode, ...effective }),
      action: "recode-region",
      targets: ({ body, tree }) => ({ region: aRegion(regionIdAt(tree, body.on, { "/code": body.code })) }),
      says: ({ body }) => [{ type: "RegionRecoded", data: body }],
    }),
    "define-region-set": route({
      summary: ["定义统计区域集", "Define a named set of regions"],
      body: z.strictObject({
        set: SetId,
        name: Name,
        members: z.array(RegionCode).min(1).max(500),
        note: Note.optional(),
      }),
      action: "define-region-set",
      targets: ({ body }) => ({ members: aRegion(body.members[0] ?? "") }),
      says: ({ body }) => [{ type: "RegionSetDefined", data: body }],
    }),
  },
};
