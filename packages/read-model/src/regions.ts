import type { Day, RegionCode, RegionLevel } from "@lianxiao/events";
import { sql } from "kysely";
import type { Snapshot } from "./snapshot.ts";

/** On which day it is asked how things stood, and what of the log is taken as known. */
export type When = { readonly asOf: Day; readonly knownAt: bigint };

export type RegionStatus = "IN_FORCE" | "NOT_YET" | "ABOLISHED";

/** A unit of the tree on some day; `successor` is who has the territory of an abolished one by then. */
export type Region = {
  readonly code: RegionCode;
  readonly name: string;
  readonly level: RegionLevel;
  readonly parent: RegionCode | null;
  readonly status: RegionStatus;
  readonly successor: RegionCode | null;
};

/** The units that are recorded, in the order of the codes asked for; one that has not begun is as it will begin. */
export const regionsOf = async (
  snapshot: Snapshot,
  { codes, asOf, knownAt }: When & { readonly codes: readonly string[] },
): Promise<readonly Region[]> => {
  const { rows } = await sql<Region>`
    select
      r.code,
      r.name,
      r.level,
      heir(r.parent, ${asOf}, ${knownAt}) as parent,
      case
        when not r.valid @> ${asOf}::date then 'NOT_YET'
        when r.successor is null then 'IN_FORCE'
        else 'ABOLISHED'
      end as status,
      case when r.valid @> ${asOf}::date then heir(r.successor, ${asOf}, ${knownAt}) end as successor
    from unnest(${codes}::text[]) with ordinality as wanted (code, place),
    lateral (
      select *
      from region
      where region.code = wanted.code and region.known @> ${knownAt}::int8
      order by region.valid @> ${asOf}::date desc, region.valid
      limit 1
    ) r
    order by place`.execute(snapshot.sql);
  return rows;
};

/** One unit; undefined when nobody has recorded the code. */
export const region = async (
  snapshot: Snapshot,
  { code, ...when }: When & { readonly code: string },
): Promise<Region | undefined> => (await regionsOf(snapshot, { codes: [code], ...when }))[0];

/** The units in force on that day whose parent is the region by then, by code. */
export const regionChildren = async (
  snapshot: Snapshot,
  { code, asOf, knownAt }: When & { readonly code: string },
): Promise<readonly Region[]> => {
  const { rows } = await sql<Region>`
    select r.code, r.name, r.level, ${code} as parent, 'IN_FORCE' as status, null as successor
    from region r
    where r.parent in (select forebears(${code}, ${asOf}, ${knownAt}))
      and heir(r.parent, ${asOf}, ${knownAt}) = ${code}
      and r.successor is null
      and r.valid @> ${asOf}::date
      and r.known @> ${knownAt}::int8
    order by r.code`.execute(snapshot.sql);
  return rows;
};

/** A named set of regions (统计口径区域集) as it was defined at that position. */
export type RegionSet = {
  readonly id: string;
  readonly name: string;
  readonly members: readonly RegionCode[];
  readonly note: string | null;
};

export const regionSet = async (
  snapshot: Snapshot,
  { id, knownAt }: { readonly id: string; readonly knownAt: bigint },
): Promise<RegionSet | undefined> => {
  const { rows } = await sql<RegionSet>`
    select set_id as id, name, members, note
    from region_set
    where set_id = ${id} and known @> ${knownAt}::int8`.execute(snapshot.sql);
  return rows[0];
};
