-- A unit of the region tree by its id, which stays; a row for each period in which it was so. With successors the unit is
-- not in force: it has ended, and they have its territory (the first what it administered itself); or, where nothing is
-- before, it is to become what the first of them is until then. `goes_on`: the unit became its successor.
create table region (
  region_id text not null,
  code text not null,
  name text not null,
  level text not null,
  parent text,
  successors text[],
  goes_on boolean not null,
  valid daterange not null,
  known int8range not null
);
create index on region (region_id);
create index on region (code);
create index on region (parent);
create index on region ((successors[1])) where successors is not null;
