import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { backup, type DatabaseSync } from "node:sqlite";
import { type Failpoint, inert } from "../failpoint.ts";
import { flushFolder } from "../log/folder.ts";
import { logFile, openDatabase } from "../log/open-database.ts";
import { backUp } from "./backup.ts";
import { askForBackup } from "./online-backup.ts";
import { exportTo, importFrom } from "./transfer.ts";
import { verify } from "./verify.ts";

/** The maintenance commands, on the folder of a stopped node or, for `backup`, on a running node. */
export type Maintenance =
  | { readonly kind: "verify"; readonly dataDir: string }
  | { readonly kind: "export" | "import" | "backup"; readonly dataDir: string; readonly other: string }
  | { readonly kind: "online backup"; readonly node: string };

const withLog = async <T>(dataDir: string, work: (database: DatabaseSync) => T | Promise<T>): Promise<T> => {
  if (!existsSync(logFile(dataDir))) throw new Error(`There is no event log in ${dataDir}.`);
  const database = openDatabase(dataDir, () => {});
  try {
    return await work(database);
  } finally {
    database.close();
  }
};

/**
 * Fills a temporary folder, which is renamed only when it is complete; what an interrupted import left there is deleted
 * first.
 */
const fill = (dataDir: string, file: string, failpoint: Failpoint): void => {
  if (existsSync(logFile(dataDir))) throw new Error(`There is an event log in ${dataDir} already.`);
  const aside = join(dataDir, "import.unfinished");
  rmSync(aside, { recursive: true, force: true });
  try {
    openDatabase(aside, importFrom(file, failpoint)).close();
    renameSync(logFile(aside), logFile(dataDir));
    flushFolder(dataDir);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
};

const judged = ({ events, faults }: ReturnType<typeof verify>): string => {
  if (faults.length > 0) throw new Error([...faults, `${faults.length} faults in ${events} events.`].join("\n"));
  return `All ${events} events are as they were written.`;
};

/** Runs a maintenance command and returns a sentence that describes the result. */
export const maintain = async (asked: Maintenance, failpoint: Failpoint = inert): Promise<string> => {
  switch (asked.kind) {
    case "verify":
      return judged(await withLog(asked.dataDir, verify));
    case "export":
      return `${await withLog(asked.dataDir, (log) => exportTo(log, asked.other))} events are in ${asked.other}.`;
    case "import":
      fill(asked.dataDir, asked.other, failpoint);
      return judged(await withLog(asked.dataDir, verify));
    case "backup": {
      const copy = (log: DatabaseSync) => backUp(asked.other, (file) => backup(log, file), failpoint);
      return `The log is backed up in ${await withLog(asked.dataDir, copy)}.`;
    }
    case "online backup":
      return `The log is backed up in ${await askForBackup(asked.node)}.`;
  }
};
