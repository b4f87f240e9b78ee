import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Damaged } from "./damaged.ts";
import { makeFolder } from "./folder.ts";
import { checkEnd } from "./mark.ts";
import { checkTables, formatVersion, indexes, tables } from "./schema.ts";
import { prepare } from "./sql.ts";
import { upgrade } from "./upgrade.ts";

export const logFile = (dataDir: string): string => join(dataDir, "events.sqlite");

/** A log in memory, which is lost when the node stops. */
export const inMemory = ":memory:";

const reasons: Readonly<Record<number, (place: string) => string>> = {
  5: (place) => `The event log in ${place} is in use by another node.`,
  11: (place) => `The event log in ${place} is damaged: SQLite finds its file malformed.`,
  13: (place) => `The event log in ${place} cannot be opened for writing: the disk is full.`,
  26: (place) => `The file in ${place} is not an event log.`,
};

const explain = (place: string, error: unknown): Error => {
  const { errcode, code, message } = error as { errcode?: number; code?: string; message?: string }; // Any value can be thrown; the properties are only read.
  const known = reasons[(errcode ?? 0) & 0xff];
  const reason =
    error instanceof Damaged
      ? `The event log in ${place} is damaged: ${message}.`
      : (known?.(place) ??
        `The event log in ${place} cannot be opened for writing: ${message ?? code ?? "unknown reason"}.`);
  return new Error(reason, { cause: error });
};

/** The position at which the last event ends. */
export const endOf = (database: DatabaseSync): bigint =>
  prepare<{ end: bigint }>(
    database,
    `select position + length(body) + 1 as "end" from events order by position desc limit 1`,
  ).one()?.end ?? 0n;

/** Creates the tables of a new log, and upgrades those of an older format. */
const bringUpToDate = (database: DatabaseSync, begin: (database: DatabaseSync) => void): void => {
  const version = Number(database.prepare("pragma user_version").get()?.user_version);
  if (version > formatVersion) throw new Error(`its format is ${version}, and this node knows only ${formatVersion}`);
  if (version === formatVersion) checkTables(database);
  else if (version > 0) upgrade(database, version);
  else {
    database.exec(`${tables} ${indexes} pragma user_version = ${formatVersion}`);
    begin(database);
  }
};

/**
 * Opens the log with an exclusive lock. The lock belongs to the operating system, so it is released even when a process
 * crashes. A new log is created with its first records in one transaction.
 */
export const openDatabase = (dataDir: string, begin: (database: DatabaseSync) => void): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    if (dataDir !== inMemory) makeFolder(dataDir);
    database = new DatabaseSync(dataDir === inMemory ? inMemory : logFile(dataDir), { timeout: 250 });
    // auto_vacuum takes effect only on a new file. It is needed to return freed space to the file system.
    database.exec("pragma auto_vacuum = incremental");
    database.exec("pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;");
    // A page that is written several times between two checkpoints is copied once, so a longer WAL writes less.
    database.exec("pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864");
    database.exec("pragma cache_size = -32768; begin immediate");
    bringUpToDate(database, begin);
    database.exec("commit");
    if (dataDir !== inMemory) checkEnd(dataDir, endOf(database));
    return database;
  } catch (error) {
    database?.close();
    throw explain(dataDir, error);
  }
};
