-- What is recorded of every subject that is projected by its timeline, as it is stored in the log. `part` names what of a
-- stream is a subject of its own (a school year's return), and is empty for the rest; a correction is filed with the
-- event that it corrects. The projector folds a subject again from here.
create table history (
  stream text not null,
  part text not null,
  position bigint not null,
  event uuid not null,
  type text not null,
  data jsonb not null
);
create index on history (stream, part);
create index on history (stream, event);
