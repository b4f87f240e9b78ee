import type { Day, RegionCode, RegionId, RegionLevel } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { holds } from "./schema/holds.ts";
import { as, select } from "./schema/select.ts";
import type { Snapshot } from "./snapshot.ts";
import { regionSet as regionSetTable } from "./tables/region-set.ts";

/** The day of the question, and the position up to which the log is taken as known. */
export type When = { readonly asOf: Day; readonly knownAt: bigint };

export type RegionStatus = "IN_FORCE" | "NOT_YET" | "ABOLISHED";

/**
 * A unit of the tree on some day. `successors` have the territory of an abolished unit by then, the first of them
 * what it ran itself; of a code that a unit has given up, that unit.
 */
export type Region = {
  readonly id: RegionId;
  readonly code: RegionCode;
  readonly name: string;
  readonly level: RegionLevel;
  readonly parent: RegionId | null;
  readonly status: RegionStatus;
  readonly successors: readonly RegionId[];
};

/** The columns of a Region, of `found`. */
const columns = ({ asOf, knownAt }: When) => sql`
  region_id as id,
  code,
  name,
  level,
  heir(parent, ${asOf}, ${knownAt}) as parent,
  status,
  case when status = 'ABOLISHED' then successors_of(region_id, ${asOf}, ${knownAt}) else '{}' end as successors`;

/** The units with these ids and their `place` in the list. */
export const selectById = (ids: RawBuilder<unknown>, { asOf, knownAt }: When): RawBuilder<Region> => sql`
  select place, ${columns({ asOf, knownAt })}
  from (
    select wanted.place, r.*
    from unnest(${ids}) with ordinality as wanted (id, place),
    lateral (
      select
        region.*,
        case
          when not region.valid @> ${asOf}::date or region.successors is not null and lower_inf(region.valid)
            then 'NOT_YET'
          when region.successors is null then 'IN_FORCE'
          else 'ABOLISHED'
        end as status
      from region
      where region.region_id = wanted.id and region.known @> ${knownAt}::int8
      order by region.valid @> ${asOf}::date desc, region.valid
      limit 1
    ) r
  ) found`;

/** The units that are meant by these codes, each as it is under that code, and their `place` in the list. */
export const selectByCode = (codes: RawBuilder<unknown>, { asOf, knownAt }: When): RawBuilder<Region> => sql`
  select place, ${columns({ asOf, knownAt })}
  from (
    select
      wanted.place,
      r.*,
      case
        when r.valid @> ${asOf}::date then 'IN_FORCE'
        when upper(r.valid) <= ${asOf}::date then 'ABOLISHED'
        else 'NOT_YET'
      end as status
    from unnest(${codes}) with ordinality as wanted (code, place),
    lateral (
      select *
      from region
      where region.region_id = unit_meant(wanted.code, ${asOf}, ${knownAt})
        and region.code = wanted.code
        and region.successors is null
        and region.known @> ${knownAt}::int8
      order by
        region.valid @> ${asOf}::date desc,
        upper(region.valid) <= ${asOf}::date desc nulls last,
        case when upper(region.valid) <= ${asOf}::date then upper(region.valid) end desc,
        region.valid
      limit 1
    ) r
  ) found`;

/** The units in force on that day whose parent is the unit by then. */
export const selectChildren = (id: RawBuilder<unknown>, { asOf, knownAt }: When): RawBuilder<Region> => sql`
  select r.region_id as id, r.code, r.name, r.level, ${id} as parent, 'IN_FORCE' as status, '{}'::text[] as successors
  from region r
  where r.parent in (select forebears(${id}, ${asOf}, ${knownAt}))
    and heir(r.parent, ${asOf}, ${knownAt}) = ${id}
    and r.successors is null
    and ${holds("r", { asOf, knownAt })}`;

/** The units by id, in that order; one that has not begun is as it will begin, one that has ended as it was last. */
export const regionsOf = async (
  snapshot: Snapshot,
  { ids, ...when }: When & { readonly ids: readonly string[] },
): Promise<readonly Region[]> => inPlace(snapshot, selectById(sql`${ids}::text[]`, when));

/** The units that are meant by these codes on the day, in the order of the codes. */
export const regionsByCode = async (
  snapshot: Snapshot,
  { codes, ...when }: When & { readonly codes: readonly string[] },
): Promise<readonly Region[]> => inPlace(snapshot, selectByCode(sql`${codes}::text[]`, when));

const inPlace = async (snapshot: Snapshot, found: RawBuilder<Region>): Promise<readonly Region[]> => {
  const { rows } = await sql<Region & { place?: string }>`${found} order by place`.execute(snapshot.sql);
  return rows.map(({ place: _, ...region }) => region);
};

/** The unit to which a code refers on the day; undefined for an unknown code. */
export const region = async (
  snapshot: Snapshot,
  { code, ...when }: When & { readonly code: string },
): Promise<Region | undefined> => (await regionsByCode(snapshot, { codes: [code], ...when }))[0];

/** The units in force on that day whose parent is the unit by then, by code. */
export const regionChildren = async (
  snapshot: Snapshot,
  { id, ...when }: When & { readonly id: string },
): Promise<readonly Region[]> => {
  const { rows } = await sql<Region>`${selectChildren(sql`${id}::text`, when)} order by code`.execute(snapshot.sql);
  return rows;
};

/** A named set of regions (统计口径区域集) as it was defined at that position. */
export type RegionSet = {
  readonly id: string;
  readonly name: string;
  readonly members: readonly RegionId[];
  readonly note: string | null;
};

export const regionSet = async (
  snapshot: Snapshot,
  { id, knownAt }: { readonly id: string; readonly knownAt: bigint },
): Promise<RegionSet | undefined> => {
  const s = as(regionSetTable, "s");
  const found = await select(
    snapshot,
    { id: s.set_id, name: s.name, members: s.members, note: s.note },
    sql`from region_set s where s.set_id = ${id} and s.known @> ${knownAt}::int8`,
  );
  return found[0];
};
