import type { Ownership, Stage } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { type RateName, rates } from "./rates.ts";
import type { When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

export type Population = When & {
  readonly rate: RateName;
  readonly stage: Stage | "ALL";
  readonly ownership: Ownership | "ALL";
};

/** What there is in one place, and how much of it is covered; `returned` schools have given their annual return. */
export type Counted = {
  readonly schools: number;
  readonly coveredSchools: number;
  readonly campuses: number;
  readonly coveredCampuses: number;
  readonly pupils: number;
  readonly coveredPupils: number;
  readonly returned: number;
};

const inStage: Readonly<Record<Stage | "ALL", RawBuilder<boolean>>> = {
  PRIMARY: sql`s.counts_primary`,
  JUNIOR: sql`s.counts_junior`,
  ALL: sql`(s.counts_primary or s.counts_junior)`,
};

/** Counts each place, given as the regions that make it up, in one query. */
export const count = async (
  snapshot: Snapshot,
  { rate, stage, ownership, asOf, knownAt }: Population,
  places: readonly (readonly string[])[],
): Promise<readonly Counted[]> => {
  const { group, stay } = rates[rate];
  const regions = places.flatMap((codes, place) => codes.map((code) => ({ place, code })));
  const holds = (alias: string) =>
    sql`${sql.ref(`${alias}.valid`)} @> ${asOf}::date and ${sql.ref(`${alias}.known`)} @> ${knownAt}::int8`;
  const { rows } = await sql<Counted & { place: number }>`
    with territory as (
      select distinct region.place, within.code
      from jsonb_to_recordset(${JSON.stringify(regions)}::jsonb) as region (place int, code text),
      lateral reach(region.code, ${asOf}, ${knownAt}) as within (code)
    ),
    -- The schools that count: the denominator, and what every numerator is taken from.
    among as (
      select t.place, s.school_id
      from territory t
      join every_school s on s.administered_by = t.code and ${holds("s")}
      where ${inStage[stage]} and (${ownership} = 'ALL' or s.ownership = ${ownership})
    ),
    -- The groups that these schools are in, with all their schools, wherever those are.
    touched as (
      select m.group_id from among join every_membership m using (school_id) where ${holds("m")}
      union
      select g.group_id from among join every_group g on g.lead_school_id = among.school_id where ${holds("g")}
    ),
    active as (
      select g.group_id, g.lead_school_id, g.tightness
      from touched join every_group g using (group_id)
      where ${holds("g")} and g.status = 'ACTIVE' and ${group}
    ),
    stay as (
      select m.group_id, m.school_id, m.tightness, m.campuses
      from active join every_membership m using (group_id)
      where ${holds("m")}
      union all
      select group_id, lead_school_id, tightness, null from active
    ),
    -- A group of one school on one campus is not a group.
    shared as (
      select stay.group_id
      from stay
      join every_school s on s.school_id = stay.school_id and ${holds("s")}
      left join every_campus c
        on c.school_id = stay.school_id and ${holds("c")} and (stay.campuses is null or c.key = any (stay.campuses))
      group by stay.group_id
      having count(distinct stay.school_id) > 1 or count(distinct (c.school_id, c.key)) > 1
    ),
    covering as (
      select stay.school_id, stay.campuses from stay join shared using (group_id) where ${stay}
    ),
    -- One row a school: covered as a whole, or by all its campuses one by one.
    counted as (
      select
        a.place,
        exists (select from covering v where v.school_id = a.school_id and v.campuses is null)
          or (c.campuses > 0 and c.covered = c.campuses) as covered,
        c.campuses,
        c.covered as covered_campuses,
        p.pupils
      from among a,
      lateral (
        select
          count(*) as campuses,
          count(*) filter (where exists (
            select from covering v
            where v.school_id = c.school_id and (v.campuses is null or c.key = any (v.campuses))
          )) as covered
        from every_campus c
        where c.school_id = a.school_id and ${holds("c")}
      ) c,
      lateral (
        select sum(r.pupils) as pupils
        from every_annual_return r
        where r.school_id = a.school_id and ${holds("r")} and ${stage} in ('ALL', r.stage)
      ) p
    )
    select
      place,
      count(*)::float8 as schools,
      count(*) filter (where covered)::float8 as "coveredSchools",
      sum(campuses)::float8 as campuses,
      sum(covered_campuses)::float8 as "coveredCampuses",
      coalesce(sum(pupils), 0)::float8 as pupils,
      coalesce(sum(pupils) filter (where covered), 0)::float8 as "coveredPupils",
      count(pupils)::float8 as returned
    from counted
    group by place`.execute(snapshot.sql);
  const byPlace = new Map(rows.map(({ place, ...counted }) => [place, counted]));
  return places.map((_, place) => byPlace.get(place) ?? none);
};

const none: Counted = {
  schools: 0,
  coveredSchools: 0,
  campuses: 0,
  coveredCampuses: 0,
  pupils: 0,
  coveredPupils: 0,
  returned: 0,
};
