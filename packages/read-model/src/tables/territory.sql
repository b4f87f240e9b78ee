-- Who administers on that day what the unit `start` administered itself: itself unless it has ended by then.
create function heir(start text, day date, pos bigint) returns text
language sql stable
begin atomic
  with recursive line (id, step) as (
    select start, 0
    union all
    select r.successors[1], line.step + 1
    from line
    join region r on r.region_id = line.id and r.valid @> day and r.known @> pos and r.successors is not null
    where line.step < 20
  )
  select id from line order by step desc limit 1;
end;

-- The units that have become `start` by that day, itself included.
create function forebears(start text, day date, pos bigint) returns setof text
language sql stable rows 2
begin atomic
  with recursive line (id) as (
    select start
    union
    select r.region_id
    from line
    join region r on r.successors[1] = line.id and r.successors is not null and r.valid @> day and r.known @> pos
  )
  select id from line;
end;

-- Who has the territory of a unit on that day, in order: all its successors, theirs where they have ended too.
create function successors_of(start text, day date, pos bigint) returns text[]
language sql stable
begin atomic
  with recursive line (id, place) as (
    select start, '{}'::int8[]
    union all
    select next.id, line.place || next.place
    from line
    join region r on r.region_id = line.id and r.valid @> day and r.known @> pos and r.successors is not null,
    lateral unnest(r.successors) with ordinality as next (id, place)
    where cardinality(line.place) < 20
  ),
  last as (
    select line.id, min(line.place) as place
    from line
    where not exists (
      select from region r
      where r.region_id = line.id and r.valid @> day and r.known @> pos and r.successors is not null
    )
    group by line.id
  )
  select coalesce(array_agg(id order by place), '{}') from last;
end;

-- Every unit whose territory belongs to `start` on that day: what has become it, what lies below, and so on down.
-- A unit that has not begun yet already lies within its parent. One that nobody has recorded reaches nothing.
create function reach(start text, day date, pos bigint) returns setof text
language sql stable rows 20
begin atomic
  with recursive reached (id) as (
    select start
    where exists (select from region r where r.region_id = start and r.known @> pos)
    union
    select next.id
    from reached,
    lateral (
      select r.region_id as id
      from region r
      where r.successors[1] = reached.id and r.successors is not null and r.valid @> day and r.known @> pos
      union all
      select r.region_id
      from region r
      where r.parent = reached.id and r.known @> pos
        and (
          r.successors is null and r.valid @> day
          or lower(r.valid) > day
          and not exists (
            select from region earlier
            where earlier.region_id = r.region_id and earlier.known @> pos and earlier.valid << r.valid
          )
        )
    ) next
  )
  select id from reached;
end;

-- The unit that a code stands for on that day.
create function unit_at(wanted text, day date, pos bigint) returns text
language sql stable
begin atomic
  select r.region_id
  from region r
  where r.code = wanted and r.successors is null and r.valid @> day and r.known @> pos
  order by lower(r.valid) desc nulls last, r.region_id collate "C" desc
  limit 1;
end;

-- The unit that was the last to hold a code that nobody holds on that day any more.
create function unit_before(wanted text, day date, pos bigint) returns text
language sql stable
begin atomic
  select r.region_id
  from region r
  where r.code = wanted and r.successors is null and upper(r.valid) <= day and r.known @> pos
  order by upper(r.valid) desc, lower(r.valid) desc nulls last, r.region_id collate "C" desc
  limit 1;
end;

-- The unit that is meant by a code on that day: who holds it, else who held it last, else who will be the first to.
create function unit_meant(wanted text, day date, pos bigint) returns text
language sql stable
begin atomic
  select coalesce(
    unit_at(wanted, day, pos),
    unit_before(wanted, day, pos),
    (
      select r.region_id
      from region r
      where r.code = wanted and r.successors is null and r.known @> pos
      order by lower(r.valid) nulls first, r.region_id collate "C"
      limit 1
    )
  );
end;

-- The unit for which a grant stands: who holds the code, or whoever held it last and goes on under another. A grant does
-- not follow its region into a merger, where it would widen: it is for nobody until it is given anew.
create function unit_granted(code text, day date, pos bigint) returns text
language sql stable
begin atomic
  with recursive line (id, step) as (
    select coalesce(unit_at(code, day, pos), unit_before(code, day, pos)), 0
    union all
    select r.successors[1], line.step + 1
    from line
    join region r
      on r.region_id = line.id and r.valid @> day and r.known @> pos and r.successors is not null and r.goes_on
    where line.step < 20
  )
  select line.id
  from line
  join region r on r.region_id = line.id and r.valid @> day and r.known @> pos and r.successors is null
  limit 1;
end;

-- The paths that a caller reaches on that day by grants for codes and for units; none of them lies within another.
create function granted_paths(codes text[], units text[], day date, pos bigint) returns text[]
language sql stable
begin atomic
  with granted as (
    select distinct p.path
    from (
      select unit_granted(code, day, pos) from unnest(codes) as granted (code)
      union
      select heir(unit, day, pos) from unnest(units) as granted (unit)
    ) as start (id)
    join region_path p on p.region_id = start.id and p.valid @> day and p.known @> pos
  )
  select coalesce(array_agg(path order by path), '{}')
  from granted
  where not exists (
    select from granted above where granted.path > above.path and granted.path < path_end(above.path)
  );
end;
