-- campuses is null when the whole school joined; since is the day of joining, whatever has changed afterwards.
create table membership (
  school_id text not null,
  group_id text not null,
  role text not null,
  tightness text not null,
  kind text not null,
  campuses text[],
  since date not null,
  valid daterange not null,
  known int8range not null
);
create index on membership (school_id);
create index on membership (group_id);
