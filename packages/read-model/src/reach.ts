import type { RegionId } from "@lianxiao/events";
import { sql } from "kysely";
import type { Snapshot } from "./snapshot.ts";

type Asked = { readonly ids: readonly RegionId[]; readonly knownAt: bigint };

/**
 * The caller's scope with the units that are within reach although today's tree no longer has them: a unit whose
 * record was withdrawn stays within reach of the owners of its parent, or else an earlier answer would change.
 */
export const reachOf = async (snapshot: Snapshot, { ids, knownAt }: Asked): Promise<readonly RegionId[]> => {
  const { scope, position, today } = snapshot;
  const others = ids.filter((id) => !scope.includes(id));
  if (others.length === 0) return scope;
  const { rows } = await sql<{ unit: RegionId }>`
    with recursive line (unit, id, step) as (
      select id, id, 0 from unnest(${others}::text[]) as asked (id)
      union all
      select line.unit, above.id, line.step + 1
      from line,
      lateral (
        select coalesce(r.successors[1], r.parent) as id
        from region r
        where r.region_id = line.id and r.known @> ${knownAt}::int8
        order by r.valid @> ${today}::date desc, r.valid
        limit 1
      ) above
      where line.step < 20
        and not exists (select from region r where r.region_id = line.id and r.known @> ${position}::int8)
    )
    select distinct unit from line where id = any (${scope}::text[])`.execute(snapshot.sql);
  return [...scope, ...rows.map(({ unit }) => unit)];
};
