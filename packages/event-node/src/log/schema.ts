import type { DatabaseSync } from "node:sqlite";
import { Damaged } from "./damaged.ts";

/** The current format of the log's tables. A file stores its format in `user_version`. */
export const formatVersion = 3;

/**
 * `first` and `last` store the range of revisions of a stream, and `gaps` the ranges of scavenged events, so that a
 * reader detects missing events; `checksum` covers all columns of an event.
 */
export const tables = `
create table streams (
  id integer primary key,
  name text not null unique,
  first integer not null,
  last integer not null
) strict;

create table events (
  position integer primary key,
  stream integer not null references streams (id),
  revision integer not null,
  id blob not null,
  type text not null,
  created integer not null,
  hidden integer not null,
  body blob not null,
  checksum integer not null
) strict;

create table gaps (
  "begin" integer primary key,
  "end" integer not null
) strict;
`;

export const indexes = `
create unique index events_of_stream on events (stream, revision);
create index events_by_id on events (id);
`;

const statementsOf = (text: string): string[] =>
  text
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "")
    .toSorted();

/** Checks the small parts on which everything else depends: the schema, the list of streams and the gaps. */
export const checkTables = (database: DatabaseSync): void => {
  const stored = database.prepare("select sql from sqlite_schema where sql is not null").all();
  const found = stored.map(({ sql }) => String(sql)).toSorted();
  if (JSON.stringify(found).toLowerCase() !== JSON.stringify(statementsOf(tables + indexes)).toLowerCase())
    throw new Damaged("its tables are not those of an event log");
  for (const table of ["streams", "gaps"])
    for (const { integrity_check } of database.prepare(`pragma integrity_check(${table})`).all())
      if (integrity_check !== "ok") throw new Damaged(`its list of ${table} is damaged: ${integrity_check}`);
};
