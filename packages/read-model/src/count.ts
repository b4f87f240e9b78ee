import type { Ownership, Stage } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { type RateName, rates } from "./rates.ts";
import type { When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Ground, territoryOf } from "./territory.ts";

export type Population = When & {
  readonly rate: RateName;
  readonly stage: Stage | "ALL";
  readonly ownership: Ownership | "ALL";
};

/** The totals of one place and the covered part of them; `returned` is the number of schools with an annual return. */
export type Counted = {
  readonly schools: number;
  readonly coveredSchools: number;
  readonly campuses: number;
  readonly coveredCampuses: number;
  readonly pupils: number;
  readonly coveredPupils: number;
  readonly returned: number;
};

/** Whether a school (`s`) counts. */
export const inStage: Readonly<Record<Stage | "ALL", RawBuilder<boolean>>> = {
  PRIMARY: sql`s.counts_primary`,
  JUNIOR: sql`s.counts_junior`,
  ALL: sql`(s.counts_primary or s.counts_junior)`,
};

/** Whether a return's line (`r`) counts: it is of the stage, and its school is counted in that stage. */
export const countedReturn = (stage: Stage | "ALL", school: string): RawBuilder<boolean> => sql<boolean>`
  ${stage} in ('ALL', r.stage)
  and case r.stage
    when 'PRIMARY' then ${sql.ref(`${school}.counts_primary`)}
    else ${sql.ref(`${school}.counts_junior`)}
  end`;

/** Counts each place, given as its regions, in one query (after one that finds their territory). */
export const count = async (
  snapshot: Snapshot,
  { rate, stage, ownership, asOf, knownAt }: Population,
  places: readonly Ground[],
): Promise<readonly Counted[]> => {
  const { group, stay } = rates[rate];
  // Queried first: the number of units decides the query plan of the rest.
  const territory = await territoryOf(snapshot, { asOf, knownAt }, places);
  const holds = (alias: string) =>
    sql`${sql.ref(`${alias}.valid`)} @> ${asOf}::date and ${sql.ref(`${alias}.known`)} @> ${knownAt}::int8`;
  const { rows } = await sql<Counted & { place: number }>`
    with
    -- The schools that count: the denominator, and what every numerator is taken from.
    among as (
      select t.place, s.school_id, s.counts_primary, s.counts_junior
      from unnest(${territory.places}::int[], ${territory.units}::text[]) as t (place, unit)
      join every_school s on s.administered_by = t.unit and ${holds("s")}
      where ${inStage[stage]} and (${ownership} = 'ALL' or s.ownership = ${ownership})
    ),
    -- The groups that these schools are in, with all their schools, wherever those are.
    touched as (
      select m.group_id from among join every_membership m using (school_id) where ${holds("m")}
      union
      select g.group_id from among join every_group g on g.lead_school_id = among.school_id where ${holds("g")}
    ),
    in_force as (
      select g.group_id, g.lead_school_id, g.tightness, g.status
      from touched join every_group g using (group_id)
      where ${holds("g")} and g.status in ('ACTIVE', 'WAITING_FOR_LEAD') and ${group}
    ),
    stay as (
      select m.group_id, m.school_id, m.tightness, m.campuses
      from in_force join every_membership m using (group_id)
      where ${holds("m")}
      union all
      -- A lead that is lost counts only while it is a member like others.
      select group_id, lead_school_id, tightness, null from in_force where status = 'ACTIVE'
    ),
    -- A group of one school on one campus is not a group.
    shared as (
      select stay.group_id
      from stay
      join every_school s on s.school_id = stay.school_id and ${holds("s")}
      left join every_campus c
        on c.school_id = stay.school_id and ${holds("c")} and (stay.campuses is null or c.key = any (stay.campuses))
      group by stay.group_id
      -- A school that is in the group with campuses is not in it once they are closed; (null, null) is no campus.
      having count(distinct stay.school_id) filter (where stay.campuses is null or c.key is not null) > 1
        or count(distinct (c.school_id, c.key)) filter (where c.key is not null) > 1
    ),
    covering as (
      select stay.school_id, stay.campuses from stay join shared using (group_id) where ${stay}
    ),
    whole as (
      select distinct school_id from covering where campuses is null
    ),
    part as (
      select distinct school_id, key from covering, unnest(campuses) as key
    ),
    -- One row a school, although it may be among several places.
    school as (
      select distinct school_id, counts_primary, counts_junior from among
    ),
    campus as (
      select c.school_id, count(*) as campuses, count(*) filter (where whole.school_id is not null or part.key is not null) as covered
      from school
      join every_campus c on c.school_id = school.school_id and ${holds("c")}
      left join whole on whole.school_id = c.school_id
      left join part on part.school_id = c.school_id and part.key = c.key
      group by c.school_id
    ),
    -- Only of the stages that the school is counted in on the day, so that all pupils are those of both stages together.
    -- The pupils of a stage that went to another school are counted nowhere until that school returns them.
    pupil as (
      select r.school_id, sum(r.pupils) as pupils
      from school
      join every_annual_return r on r.school_id = school.school_id and ${holds("r")}
      where ${countedReturn(stage, "school")}
      group by r.school_id
    ),
    -- Covered as a whole, or by all its campuses one by one.
    counted as (
      select
        among.place,
        whole.school_id is not null or coalesce(campus.covered = campus.campuses, false) as covered,
        coalesce(campus.campuses, 0) as campuses,
        coalesce(campus.covered, 0) as covered_campuses,
        pupil.pupils
      from among
      left join whole using (school_id)
      left join campus using (school_id)
      left join pupil using (school_id)
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
