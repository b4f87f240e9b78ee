import { type Region as RegionRow, region, regionChildren } from "@lianxiao/read-model";
import { builder } from "../builder.ts";
import type { GatewayContext } from "../context.ts";
import { type Dated, momentOf } from "../moment.ts";
import { Answer, momentArguments } from "./moment.ts";
import { RegionLevel, RegionStatus } from "./terms.ts";

/** A region that is recorded, by its id or by the code that was asked for; the rest is looked up when it is asked for. */
export type RegionRef = Dated<{ readonly row?: RegionRow } & ({ readonly id: string } | { readonly code: string })>;

export const Region = builder.objectRef<RegionRef>("Region");

Region.implement({
  description: "行政区划单位在某日的情况。A unit of the administrative tree as it is on a day.",
  interfaces: [Answer],
  fields: (t) => ({
    code: t.field({
      type: "RegionCode",
      description: "代码。Code.",
      resolve: async (ref, _args, context) => ("code" in ref ? ref.code : (await rowOf(ref, context)).code),
    }),
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
      deprecationReason: "2026-11-26: 承接者可能不止一个，请用 successors。There may be several; use successors.",
      resolve: async (ref, _args, context) => regionRef((await rowOf(ref, context)).successors[0] ?? null, ref),
    }),
    successors: t.field({
      type: [Region],
      description:
        "撤并或改码后，当日承接它的区划，第一个承接其本级。Who has an abolished region's territory on the day; the first has what it ran itself.",
      extensions: { size: 2 },
      resolve: async (ref, _args, context) => {
        const { successors } = await rowOf(ref, context);
        return successors.map((id) => ({ id, moment: ref.moment }));
      },
    }),
    children: t.field({
      type: [Region],
      description: "当日有效的下级。The regions below that are in force on the day.",
      // A statement for each region. With a smaller weight, all fields of the 38 counties beside each of Chongqing's 38
      // would pass the limit: 206 KB.
      extensions: { cost: 300 },
      resolve: async (ref, _args, context) => {
        const { moment } = ref;
        const { id, status } = await rowOf(ref, context);
        if (status !== "IN_FORCE") return [];
        const rows = await context.read((snapshot) => regionChildren(snapshot, { id, ...moment }));
        return rows.map((row) => ({ id: row.id, row, moment }));
      },
    }),
  }),
});

const rowOf = async ({ row, moment, ...ref }: RegionRef, { at }: GatewayContext): Promise<RegionRow> => {
  const found = row ?? (await ("id" in ref ? at(moment).region(ref.id) : at(moment).regionByCode(ref.code)));
  // Commands are only accepted for regions that are recorded, so a reference without one is a defect.
  if (found === undefined) throw new Error(`Region ${JSON.stringify(ref)} is referred to, but is not recorded.`);
  return found;
};

const regionRef = (id: string | null, { moment }: Dated<unknown>): RegionRef | null =>
  id === null ? null : { id, moment };

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
