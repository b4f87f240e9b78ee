import type { RegionId } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { type Region, selectByCode, selectById, selectChildren, type When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

/** One region by its code, or one named set of regions. */
export type Area = { readonly region: string } | { readonly set: string };

/**
 * A part of an area with the units that belong to it on the day; only a region in force has any. `own` is what a region
 * runs itself (本级), beside its children. A member of a set that came to lie `within` another one after the set was
 * defined has no units of its own.
 */
export type Part = {
  readonly region: Region;
  readonly own: boolean;
  readonly within: boolean;
  readonly units: readonly RegionId[];
};

/** The parts of an area, which make it up and do not overlap. `region` is the one asked about, if it is known. */
export type Place = { readonly region: Region | undefined; readonly parts: readonly Part[] };

/** The children of the region and what it runs itself; or the members of the set. */
export const placeOf = async (snapshot: Snapshot, question: Area & When): Promise<Place> => {
  const areas = "region" in question ? ofRegion(question) : ofSet(question);
  const { rows } = await sql<Region & Omit<Part, "region">>`${areas}`.execute(snapshot.sql);
  const parts = rows.map(({ own, within, units, ...region }): Part => ({ region, own, within, units }));
  return { region: parts.find(({ own }) => own)?.region, parts };
};

const ofRegion = ({ region: code, ...when }: When & { readonly region: string }): RawBuilder<unknown> => sql`
  with asked as (${selectByCode(sql`array[${code}]::text[]`, when)}),
  part as (
    select id, code, name, level, parent, status, successors, true as own from asked
    union all
    select child.*, false
    from asked, lateral (${selectChildren(sql`asked.id`, when)}) child
    where asked.status = 'IN_FORCE'
  ),
  ${reached(when)}
  select part.*, false as within, array(
    select unit from reached where id = part.id
    except
    select unit from reached where part.own and id <> part.id
  ) as units
  from part
  order by part.own, part.code`;

const ofSet = ({ set, ...when }: When & { readonly set: string }): RawBuilder<unknown> => sql`
  with members as (select members from region_set where set_id = ${set} and known @> ${when.knownAt}::int8),
  part as (${selectById(sql`(select members from members)`, when)}),
  ${reached(when)},
  judged as (
    select part.*, exists (select from reached where reached.unit = part.id and reached.id <> part.id) as within
    from part
  )
  select id, code, name, level, parent, status, successors, false as own, within, array(
    select unit from reached where reached.id = judged.id and not judged.within
  ) as units
  from judged
  order by place`;

const reached = ({ asOf, knownAt }: When): RawBuilder<unknown> => sql`
  reached as materialized (
    select part.id, within.unit
    from part, lateral reach(part.id, ${asOf}, ${knownAt}) as within (unit)
    where part.status = 'IN_FORCE'
  )`;
