import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { checksum } from "./checksum.ts";
import { prepare } from "./sql.ts";

const schemaVersion = 2;

/** The stand of the log's format is `user_version`; a stream's head and its metadata are read off its events. */
const schema = `
create table streams (
  id integer primary key,
  name text not null unique
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

create unique index events_of_stream on events (stream, revision);
create index events_by_id on events (id);
pragma user_version = ${schemaVersion};
`;

export const logFile = (dataDir: string): string => join(dataDir, "events.sqlite");

/** In memory, nothing outlives the node: for trying things out. */
export const inMemory = ":memory:";

const explain = (place: string, error: unknown): Error => {
  const { errcode, code, message } = error as { errcode?: number; code?: string; message?: string }; // Whatever was thrown, these are only read.
  const reason =
    errcode === 5
      ? `The event log in ${place} is in use by another node.`
      : errcode === 26
        ? `The file in ${place} is not an event log.`
        : `The event log in ${place} cannot be opened for writing: ${message ?? code ?? "unknown reason"}.`;
  return new Error(reason, { cause: error });
};

/** A new folder outlives a power failure only once the folder around it is flushed. */
const makeFolder = (folder: string) => {
  const made = mkdirSync(folder, { recursive: true });
  if (made === undefined) return;
  for (let inside = resolve(folder); inside.length >= resolve(made).length; inside = dirname(inside)) {
    const around = openSync(dirname(inside), "r");
    fsyncSync(around);
    closeSync(around);
  }
};

/** Format 1 had no checksums; what stands there when they are added is taken for right. */
const addChecksums = (database: DatabaseSync) => {
  database.exec("alter table events add column checksum integer not null default 0");
  const add = prepare(database, "update events set checksum = ? where position = ?");
  const events = prepare<{ position: bigint; body: Uint8Array }>(
    database,
    "select position, body from events where position > ? order by position limit 1000",
  );
  let position = -1n;
  for (let page = events.all(position); page.length > 0; page = events.all(position))
    for (const event of page) {
      add.run(checksum(event.position, event.body), event.position);
      position = event.position;
    }
  database.exec(`pragma user_version = ${schemaVersion}`);
};

const isNew = (database: DatabaseSync): boolean => {
  const version = Number(database.prepare("pragma user_version").get()?.user_version);
  if (version > schemaVersion) throw new Error(`its format is ${version}, and this node knows only ${schemaVersion}`);
  if (version === 1) addChecksums(database);
  return version === 0;
};

/**
 * Opens the log for this process alone. The exclusive lock is the operating system's, so a process that died,
 * however suddenly, holds none. A new log is created whole, with its first records, or not at all.
 */
export const openDatabase = (dataDir: string, begin: (database: DatabaseSync) => void): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    if (dataDir !== inMemory) makeFolder(dataDir);
    database = new DatabaseSync(dataDir === inMemory ? inMemory : logFile(dataDir), { timeout: 250 });
    database.exec("pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;");
    database.exec("pragma journal_size_limit = 67108864; pragma cache_size = -32768; begin immediate");
    if (isNew(database)) {
      database.exec(schema);
      begin(database);
    }
    database.exec("commit");
    return database;
  } catch (error) {
    database?.close();
    throw explain(dataDir, error);
  }
};
