create table region_set (
  set_id text not null,
  name text not null,
  members text[] not null,
  note text,
  valid daterange not null,
  known int8range not null
);
create index on region_set (set_id);
