-- One row: the last event applied. It is also the lock that lets one projector at a time write.
create table checkpoint (
  position bigint not null,
  recorded_at timestamptz not null,
  single boolean primary key default true check (single)
);
insert into checkpoint (position, recorded_at) values (-1, to_timestamp(0));
