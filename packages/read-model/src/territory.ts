import { sql } from "kysely";
import type { When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

/** Regions that are counted as one, by id, but for what belongs to others of them. */
export type Ground = { readonly regions: readonly string[]; readonly but?: readonly string[] };

/** Which units' schools belong to which place, as two lists side by side. */
export type Territory = { readonly places: readonly number[]; readonly units: readonly string[] };

/** Every unit that belongs to one of a place's regions on the day, once for the place. */
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
