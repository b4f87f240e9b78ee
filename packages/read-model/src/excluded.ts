import { sql } from "kysely";
import { countedReturn, inStage, type Population } from "./count.ts";
import type { Basis } from "./coverage.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Ground, territoryOf } from "./territory.ts";

/** Why a school of the place is not counted (不计入). */
export type ExclusionReason = "TEACHING_POINT" | "OTHER_STAGE" | "OTHER_OWNERSHIP" | "NO_CAMPUS" | "NO_RETURN";

export type Exclusion = { readonly reason: ExclusionReason; readonly schools: number };

/** The number of schools that do not count, by reason; a school with several reasons has the first. */
export const countExcluded = async (
  snapshot: Snapshot,
  { stage, ownership, basis, asOf, knownAt }: Population & { readonly basis: Basis },
  ground: Ground,
): Promise<readonly Exclusion[]> => {
  const { units } = await territoryOf(snapshot, { asOf, knownAt }, [ground]);
  const holds = (alias: string) =>
    sql`${sql.ref(`${alias}.valid`)} @> ${asOf}::date and ${sql.ref(`${alias}.known`)} @> ${knownAt}::int8`;
  const { rows } = await sql<Exclusion>`
    with judged as (
      select case
        when s.type = '218' then 'TEACHING_POINT'
        when not ${inStage[stage]} then 'OTHER_STAGE'
        when ${ownership} <> 'ALL' and s.ownership <> ${ownership} then 'OTHER_OWNERSHIP'
        when ${basis} = 'CAMPUSES' and not exists (
          select from every_campus c where c.school_id = s.school_id and ${holds("c")}
        ) then 'NO_CAMPUS'
        when ${basis} = 'PUPILS' and not exists (
          select from every_annual_return r
          where r.school_id = s.school_id and ${holds("r")} and ${countedReturn(stage, "s")}
        ) then 'NO_RETURN'
      end as reason
      from unnest(${units}::text[]) as territory (unit)
      join every_school s on s.administered_by = territory.unit and ${holds("s")}
    )
    select reason, count(*)::float8 as schools from judged where reason is not null group by reason order by reason`.execute(
    snapshot.sql,
  );
  return rows;
};
