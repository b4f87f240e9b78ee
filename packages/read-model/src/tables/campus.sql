create table campus (
  school_id text not null,
  key text not null,
  name text not null,
  valid daterange not null,
  known int8range not null
);
create index on campus (school_id);
