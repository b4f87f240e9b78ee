import { type Region as RegionRow, region, regionChildren } from "@lianxiao/read-model";
import { builder } from "../builder.ts";
import type { GatewayContext } from "../context.ts";
import { type Dated, momentOf } from "../moment.ts";
import { Answer, momentArguments } from "./moment.ts";
import { RegionLevel, RegionStatus } from "./terms.ts";

/** A region that is recorded; everything but its code is looked up when it is asked for. */
export type RegionRef = Dated<{ readonly code: string; readonly row?: RegionRow }>;

export const Region = builder.objectRef<RegionRef>("Region");

Region.implement({
  description: "行政区划单位在某日的情况。A unit of the administrative tree as it is on a day.",
  interfaces: [Answer],
  fields: (t) => ({
    code: t.field({ type: "RegionCode", description: "代码。Code.", resolve: ({ code }) => code }),
    name: t.string({
      description: "名称。Name.",
      resolve: async (ref, _args, context) => (await rowOf(ref, context)).name,
    }),
    level: t.field({
      type: RegionLevel,
      description: "级别。Level.",
      resolve: async (ref, _args, context) => (await rowOf(ref, context)).level,
    }),
    status: t.field({
      type: RegionStatus,
      description: "当日的状态。State on the day.",
      resolve: async (ref, _args, context) => (await rowOf(ref, context)).status,
    }),
    parent: t.field({
      type: Region,
      nullable: true,
      description: "上级；省级没有。The region above; none above a province.",
      resolve: async (ref, _args, context) => regionRef((await rowOf(ref, context)).parent, ref),
    }),
    successor: t.field({
      type: Region,
      nullable: true,
      description: "撤并或改码后，当日承接它的区划。Who has an abolished region's territory on the day.",
      resolve: async (ref, _args, context) => regionRef((await rowOf(ref, context)).successor, ref),
    }),
    children: t.field({
      type: [Region],
      description: "当日有效的下级。The regions below that are in force on the day.",
      extensions: { cost: 10 },
      resolve: async ({ code, moment }, _args, { read }) => {
        const rows = await read((snapshot) => regionChildren(snapshot, { code, ...moment }));
        return rows.map((row) => ({ code: row.code, row, moment }));
      },
    }),
  }),
});

const rowOf = async ({ code, row, moment }: RegionRef, { at }: GatewayContext): Promise<RegionRow> => {
  const found = row ?? (await at(moment).region(code));
  // Commands are only accepted for regions that are recorded, so a reference without one is a defect.
  if (found === undefined) throw new Error(`Region ${code} is referred to, but is not recorded.`);
  return found;
};

export const regionRef = (code: string | null, { moment }: Dated<unknown>): RegionRef | null =>
  code === null ? null : { code, moment };

builder.queryField("region", (t) =>
  t.field({
    type: Region,
    nullable: true,
    description: "一个行政区划单位；没有这个代码时为 null。One region; null when nobody has recorded the code.",
    args: {
      code: t.arg({ type: "RegionCode", required: true, description: "代码。Code." }),
      ...momentArguments,
    },
    resolve: async (_root, { code, ...asked }, context) => {
      const moment = await momentOf(asked, context);
      const row = await context.read((snapshot) => region(snapshot, { code, ...moment }));
      return row ? { code, row, moment } : null;
    },
  }),
);
