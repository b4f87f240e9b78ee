-- Invitations and requests, by the event that made them. `day` is from when the school is to be a member. A proposal itself
-- has no day: it stands until it is answered, so `valid` is all time, and `known` tells when it was which. `answer` is the
-- event that accepted or ended it.
create table membership_proposal (
  proposal text not null,
  school_id text not null,
  group_id text not null,
  proposed_by text not null,
  day date not null,
  kind text not null,
  role text not null,
  tightness text not null,
  campuses text[],
  state text not null,
  answer text,
  valid daterange not null,
  known int8range not null
);
create index on membership_proposal (proposal);
create index on membership_proposal (school_id);
create index on membership_proposal (group_id);
