import { sql } from "kysely";
import type { When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

/** Regions, by id, that are counted as a whole, without what belongs to other places. */
export type Ground = { readonly regions: readonly string[]; readonly but?: readonly string[] };

/** The units of each place, as two parallel lists. */
export type Territory = { readonly places: readonly number[]; readonly units: readonly string[] };

/** All units that belong to a place's regions on the day, without duplicates. Places must not overlap. */
export const territoryOf = async (
  snapshot: Snapshot,
  { asOf, knownAt }: When,
  grounds: readonly Ground[],
): Promise<Territory> => {
  const regions = grounds.flatMap(({ regions, but = [] }, place) => [
    ...regions.map((id) => ({ place, id, counts: true })),
    ...but.map((id) => ({ place, id, counts: false })),
  ]);
  const { rows } = await sql<{ place: number; unit: string }>`
    with reached as (
      select region.place, region.counts, within.unit
      from unnest(
        ${regions.map(({ place }) => place)}::int[],
        ${regions.map(({ id }) => id)}::text[],
        ${regions.map(({ counts }) => counts)}::bool[]
      ) as region (place, id, counts),
      lateral reach(region.id, ${asOf}, ${knownAt}) as within (unit)
    )
    select place, unit from reached where counts
    except
    select place, unit from reached where not counts`.execute(snapshot.sql);
  return { places: rows.map(({ place }) => place), units: rows.map(({ unit }) => unit) };
};

/** Those of these units that lie within another one of them on the day. */
export const nestedIn = async (
  snapshot: Snapshot,
  { ids, asOf, knownAt }: When & { readonly ids: readonly string[] },
): Promise<readonly string[]> => {
  if (ids.length < 2) return [];
  const { rows } = await sql<{ unit: string }>`
    select distinct within.unit
    from unnest(${ids}::text[]) as outermost (id), lateral reach(outermost.id, ${asOf}, ${knownAt}) as within (unit)
    where within.unit = any (${ids}::text[]) and within.unit <> outermost.id`.execute(snapshot.sql);
  return rows.map(({ unit }) => unit);
};
