-- The definition of a rate of a region's own (地方口径), which holds for the regions below it without one of their own.
create table local_definition (
  region_id text not null,
  rate text not null,
  options jsonb not null,
  text text not null,
  valid daterange not null,
  known int8range not null
);
create index on local_definition (region_id);
