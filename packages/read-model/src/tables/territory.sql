-- The code that stands on that day for what `start` stood for; itself unless it was merged or recoded by then.
create function heir(start text, day date, pos bigint) returns text
language sql stable
begin atomic
  with recursive line (code, step) as (
    select start, 0
    union all
    select r.successor, line.step + 1
    from line
    join region r on r.code = line.code and r.valid @> day and r.known @> pos and r.successor is not null
    where line.step < 20
  )
  select code from line order by step desc limit 1;
end;

-- The codes that have become `start` by that day, itself included.
create function forebears(start text, day date, pos bigint) returns setof text
language sql stable rows 2
begin atomic
  with recursive line (code) as (
    select start
    union
    select r.code
    from line
    join region r on r.successor = line.code and r.valid @> day and r.known @> pos
  )
  select code from line;
end;

-- Every code whose territory belongs to `start` on that day: what has become it, what lies below, and so on down.
-- A unit that has not begun yet already lies within its parent. A code that nobody has recorded reaches nothing.
create function reach(start text, day date, pos bigint) returns setof text
language sql stable rows 20
begin atomic
  with recursive reached (code) as (
    select start
    where exists (select from region r where r.code = start and r.known @> pos)
    union
    select next.code
    from reached,
    lateral (
      select r.code
      from region r
      where r.successor = reached.code and r.valid @> day and r.known @> pos
      union all
      select r.code
      from region r
      where r.parent = reached.code and r.known @> pos and r.successor is null
        and (
          r.valid @> day
          or lower(r.valid) > day
          and not exists (
            select from region earlier
            where earlier.code = r.code and earlier.known @> pos and earlier.valid << r.valid
          )
        )
    ) next
  )
  select code from reached;
end;

-- What a caller's grants reach on that day, as one list of codes. A grant does not follow its region into a merger,
-- where it would widen: it reaches nothing until it is given anew.
create function closure(grants text[], day date, pos bigint) returns text[]
language sql stable
begin atomic
  select coalesce(array_agg(distinct within.code order by within.code), '{}')
  from unnest(grants) as granted (code)
  join region r on r.code = granted.code and r.valid @> day and r.known @> pos and r.successor is null,
  lateral reach(granted.code, day, pos) as within (code);
end;
