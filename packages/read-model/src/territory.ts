import { sql } from "kysely";
import type { When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

/** Which codes' schools belong to which place, as two lists side by side. */
export type Territory = { readonly places: readonly number[]; readonly codes: readonly string[] };

/** Every code that belongs to one of a place's regions on the day, once for the place. */
export const territoryOf = async (
  snapshot: Snapshot,
  { asOf, knownAt }: When,
  places: readonly (readonly string[])[],
): Promise<Territory> => {
  const regions = places.flatMap((codes, place) => codes.map((code) => ({ place, code })));
  const { rows } = await sql<{ place: number; code: string }>`
    select distinct region.place, within.code
    from unnest(${regions.map(({ place }) => place)}::int[], ${regions.map(({ code }) => code)}::text[]) as region (place, code),
    lateral reach(region.code, ${asOf}, ${knownAt}) as within (code)`.execute(snapshot.sql);
  return { places: rows.map(({ place }) => place), codes: rows.map(({ code }) => code) };
};
