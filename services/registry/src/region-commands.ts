import type { RegionEvent } from "@lianxiao/events";
import { Day, effective, Name, Note, RegionCode, RegionLevel, region } from "@lianxiao/events";
import type { RegionTree } from "@lianxiao/regions";
import { type CommandTable, Problem, requireInForce, route } from "@lianxiao/service";
import { z } from "zod";
import { type RegionCommand, regionDecider } from "./region.ts";

const SetId = z
  .string()
  .regex(/^[a-z0-9-]{1,50}$/)
  .meta({ description: "区域集编号。Id of the set.", example: "hangzhou-urban-6" });
const above = ["city", "province"] as const;

/** There is one tree; its stream is `region-cn`. */
const theTree = (id: string): void => {
  if (id !== "cn") throw new Problem("NOT_FOUND");
};

export const regionTable: CommandTable<RegionTree, RegionCommand, RegionEvent> = {
  decider: regionDecider,
  codec: region,
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
      prepare: async ({ id, body, facts }) => {
        theTree(id);
        if (body.parent !== null)
          requireInForce(await facts.regions(), body.on ?? "1900-01-01", { "/parent": body.parent });
        return {
          command: { type: "OpenRegion", data: body },
          concern: { regions: [body.parent ?? body.code], bureaus: above },
        };
      },
    }),
    "merge-region": route({
      summary: ["行政区划并入", "Merge a region into another"],
      body: z.strictObject({ code: RegionCode, into: RegionCode, ...effective }),
      prepare: async ({ id, body, facts }) => {
        theTree(id);
        requireInForce(await facts.regions(), body.on, { "/code": body.code, "/into": body.into });
        return {
          command: { type: "MergeRegion", data: body },
          concern: { regions: [body.code, body.into], bureaus: above },
        };
      },
    }),
    "recode-region": route({
      summary: ["行政区划代码变更", "Give a region another code"],
      body: z.strictObject({ code: RegionCode, newCode: RegionCode, ...effective }),
      prepare: async ({ id, body, facts }) => {
        theTree(id);
        requireInForce(await facts.regions(), body.on, { "/code": body.code });
        return { command: { type: "RecodeRegion", data: body }, concern: { regions: [body.code], bureaus: above } };
      },
    }),
    "define-region-set": route({
      summary: ["定义统计区域集", "Define a named set of regions"],
      body: z.strictObject({
        set: SetId,
        name: Name,
        members: z.array(RegionCode).min(1).max(500),
        note: Note.optional(),
      }),
      prepare: async ({ id, body }) => {
        theTree(id);
        return { command: { type: "DefineRegionSet", data: body }, concern: { regions: body.members, bureaus: above } };
      },
    }),
  },
};
