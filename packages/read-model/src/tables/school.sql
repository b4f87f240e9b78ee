-- counts_primary, counts_junior: whether it is in the stage's set of schools; a 教学点 is in neither.
create table school (
  school_id text not null,
  code text not null,
  name text not null,
  type text not null,
  ownership text not null,
  urban_rural text not null,
  located_in text not null,
  administered_by text not null,
  counts_primary boolean not null,
  counts_junior boolean not null,
  valid daterange not null,
  known int8range not null
);
create index on school (school_id);
create index on school (administered_by);
create index on school (code);
