import type { ChosenOptions, Day, RateName, RegionId } from "@lianxiao/events";
import { sql } from "kysely";
import type { When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

/** A definition of a rate of a region's own (地方口径), and the region and the day from which it holds. */
export type LocalDefinition = {
  readonly region: RegionId;
  readonly since: Day;
  readonly options: ChosenOptions;
  readonly text: string;
};

/** The definition that holds for a unit on the day: its own, else that of its nearest ancestor; undefined without any. */
export const localDefinition = async (
  snapshot: Snapshot,
  { region, rate, asOf, knownAt }: When & { readonly region: RegionId; readonly rate: RateName },
): Promise<LocalDefinition | undefined> => {
  const { rows } = await sql<LocalDefinition>`
    with recursive line (id, step) as (
      select ${region}::text, 0
      union all
      select heir(r.parent, ${asOf}, ${knownAt}), line.step + 1
      from line
      join region r on r.region_id = line.id and r.successors is null and r.valid @> ${asOf}::date and r.known @> ${knownAt}::int8
      where r.parent is not null and line.step < 20
    )
    select d.region_id as region, lower(d.valid)::text as since, d.options, d.text
    from line
    join local_definition d on d.region_id = line.id
    where d.rate = ${rate} and d.valid @> ${asOf}::date and d.known @> ${knownAt}::int8
    order by line.step
    limit 1`.execute(snapshot.sql);
  return rows[0];
};
