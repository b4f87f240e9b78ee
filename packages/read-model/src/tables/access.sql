-- What the snapshot set: the regions in reach of the caller, by id, and the day that counts as today. Unset or empty: nothing.
create function scope() returns text[] language sql stable
return string_to_array(current_setting('lianxiao.scope', true), ',');

create function today() returns date language sql stable
return nullif(current_setting('lianxiao.today', true), '')::date;

-- A school belongs with all its past to whoever administers it today; a closed one to its last, a coming one to its first.
-- The views here read with their owner's rights, so they are not subject to the policies below.
create view school_in_scope as
select s.school_id
from school s
where s.administered_by = any (scope())
  and upper_inf(s.known)
  and case
    when lower_inf(s.valid) or lower(s.valid) <= today() then not exists (
      select from school later
      where later.school_id = s.school_id and upper_inf(later.known)
        and later.valid >> s.valid and lower(later.valid) <= today()
    )
    else not exists (
      select from school earlier
      where earlier.school_id = s.school_id and upper_inf(earlier.known) and earlier.valid << s.valid
    )
  end;

-- A group belongs to its own region, and to whoever has a school that leads it or ever was in it.
create view group_in_scope as
select group_id from school_group where region = any (scope())
union
select group_id from school_group where lead_school_id in (select school_id from school_in_scope)
union
select group_id from membership where school_id in (select school_id from school_in_scope);

-- Who is responsible for a group today: its own region, and whoever administers its lead while it has one.
create view group_in_charge as
select g.group_id
from school_group g
where upper_inf(g.known) and g.valid @> today()
  and (
    g.region = any (scope())
    or g.status <> 'WAITING_FOR_LEAD' and g.lead_school_id in (select school_id from school_in_scope)
  );

-- A proposal is seen by whoever has the school, and by who is responsible for the group.
create view proposal_in_scope as
select proposal, group_id from membership_proposal where school_id in (select school_id from school_in_scope)
union
select proposal, group_id from membership_proposal where group_id in (select group_id from group_in_charge);

-- The code and the name of members, and of schools that were invited or asked to be. Of a school of others, whoever is
-- responsible for a group knows these two, as they were while it was a member, or on the day from which it was to be one;
-- every other table hides that school from it.
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
-- the day from which the school is to be a member.
create view proposing_group as
select g.group_id, g.name, g.valid, g.known
from school_group g
where exists (select from group_in_scope mine where mine.group_id = g.group_id)
  or exists (
    select from membership_proposal p
    join school_in_scope mine using (school_id)
    where p.group_id = g.group_id and g.valid @> p.day and p.known && g.known
  );

-- For published aggregates only: a rate is the same for everyone who may ask for it, and a group of schools in two
-- counties counts although each county sees only its own.
create view every_school as select * from school;
create view every_campus as select * from campus;
create view every_annual_return as select * from annual_return;
create view every_group as select * from school_group;
create view every_membership as select * from membership;

alter table school enable row level security;
alter table campus enable row level security;
alter table annual_return enable row level security;
alter table membership enable row level security;
alter table membership_proposal enable row level security;
alter table school_group enable row level security;
-- The projector's own: no policy lets a reader see any of it.
alter table history enable row level security;

-- "exists", so that the planner may look up one school or gather them all, whichever is less work.
create policy in_scope on school for select to lianxiao_reader
using (exists (select from school_in_scope mine where mine.school_id = school.school_id));

create policy in_scope on campus for select to lianxiao_reader
using (exists (select from school_in_scope mine where mine.school_id = campus.school_id));

create policy in_scope on annual_return for select to lianxiao_reader
using (exists (select from school_in_scope mine where mine.school_id = annual_return.school_id));

create policy in_scope on membership for select to lianxiao_reader
using (exists (select from school_in_scope mine where mine.school_id = membership.school_id));

create policy in_charge on membership for select to lianxiao_reader
using (exists (select from group_in_charge mine where mine.group_id = membership.group_id));

create policy in_scope on membership_proposal for select to lianxiao_reader
using (
  exists (select from school_in_scope mine where mine.school_id = membership_proposal.school_id)
  or exists (select from group_in_charge mine where mine.group_id = membership_proposal.group_id)
);

create policy in_scope on school_group for select to lianxiao_reader
using (exists (select from group_in_scope mine where mine.group_id = school_group.group_id));
