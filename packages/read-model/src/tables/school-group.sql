create table school_group (
  group_id text not null,
  name text not null,
  kind text not null,
  tightness text not null,
  lead_school_id text not null,
  region text not null,
  status text not null,
  valid daterange not null,
  known int8range not null
);
create index on school_group (group_id);
create index on school_group (lead_school_id);
create index on school_group (region);
