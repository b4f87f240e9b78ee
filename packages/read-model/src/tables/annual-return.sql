-- Valid for the school year, which begins with the count on 1 September.
create table annual_return (
  school_id text not null,
  school_year integer not null,
  stage text not null,
  pupils integer not null,
  teachers integer not null,
  valid daterange not null,
  known int8range not null
);
-- A day is in one school year, so an index finds the returns of a school for it without reading its other years.
create index on annual_return (school_id, valid);
