-- A row with a successor says that the code is no longer in force and who has its territory.
create table region (
  code text not null,
  name text not null,
  level text not null,
  parent text,
  successor text,
  valid daterange not null,
  known int8range not null
);
create index on region (code);
create index on region (parent);
create index on region (successor) where successor is not null;
