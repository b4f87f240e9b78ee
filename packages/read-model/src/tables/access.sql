-- What the snapshot set: the paths of the regions in reach of the caller, and the day that counts as today. Unset: nothing.
create function reached_paths() returns text[] language sql stable
return string_to_array(nullif(current_setting('lianxiao.paths', true), ''), ',');

-- What lies below a path is the range from it to here: the slash at its end becomes the character after the slash.
create function path_end(path text) returns text language sql immutable
return left(path, -1) || '0';

create function today() returns date language sql stable
return nullif(current_setting('lianxiao.today', true), '')::date;

-- Each unit within reach once: none of the paths lies within another.
create view unit_in_scope as
select p.region_id
from unnest(reached_paths()) as reached (path)
join region_path p on p.path >= reached.path and p.path < path_end(reached.path)
where upper_inf(p.known) and p.valid @> today();

-- A school belongs with all its past to whoever administers it today.
create view school_in_scope as
select a.school_id
from unit_in_scope mine
join administration a on a.unit = mine.region_id
where upper_inf(a.known) and a.valid @> today();

-- A group belongs to its own region, and to whoever has a school that leads it or ever was in it.
create view group_in_scope as
select group_id from school_group where region in (select region_id from unit_in_scope)
union
select group_id from school_group where lead_school_id in (select school_id from school_in_scope)
union
select group_id from membership where school_id in (select school_id from school_in_scope);

-- Who is responsible for a group today: its own region, and whoever administers its lead while it has one.
create view group_in_charge as
select g.group_id
from unit_in_scope mine
join school_group g on g.region = mine.region_id
where upper_inf(g.known) and g.valid @> today()
union
select g.group_id
from school_in_scope mine
join school_group g on g.lead_school_id = mine.school_id
where upper_inf(g.known) and g.valid @> today() and g.status <> 'WAITING_FOR_LEAD';

-- The proposals whose school or group is the reader's, so that a search may begin at these: of a condition with "or", as in
-- the view of the table, the planner makes no index lookups.
create view proposal_in_scope as
select proposal from membership_proposal where school_id in (select school_id from school_in_scope)
union
select proposal from membership_proposal where group_id in (select group_id from group_in_charge);

-- The code and the name of members, and of schools that were invited or asked to be. Of a school of others, whoever is
-- responsible for a group knows these two, as they were while it was a member, or on the day from which it was to be one;
-- the views of all tables hide that school from it. Therefore this is no scope of a table.
create view member_school as
select s.school_id, s.code, s.name, s.valid, s.known
from school s
where exists (select from school_in_scope mine where mine.school_id = s.school_id)
  or exists (
    select from membership m
    join group_in_charge mine using (group_id)
    where m.school_id = s.school_id and m.valid && s.valid and m.known && s.known
  )
  or exists (
    select from membership_proposal p
    join group_in_charge mine using (group_id)
    where p.school_id = s.school_id and s.valid @> p.day and p.known && s.known
  );

-- The name of groups. Of a group of others, whoever has a school that it invites, or that asks for it, knows the name on
-- the day from which the school is to be a member, and nothing else of the group.
create view proposing_group as
select g.group_id, g.name, g.valid, g.known
from school_group g
where exists (select from group_in_scope mine where mine.group_id = g.group_id)
  or exists (
    select from membership_proposal p
    join school_in_scope mine using (school_id)
    where p.group_id = g.group_id and g.valid @> p.day and p.known && g.known
  );
