import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import type { Failpoint } from "../failpoint.ts";
import { flushFolder, makeFolder } from "../log/folder.ts";
import { logFile } from "../log/open-database.ts";

/**
 * Copies the log into a new folder on which a node can be started; the folder gets its final name only when the copy is
 * complete.
 */
export const backUp = async (
  folder: string,
  copyTo: (file: string) => Promise<unknown>,
  failpoint: Failpoint,
): Promise<string> => {
  makeFolder(folder);
  const file = logFile(folder);
  if (existsSync(file)) throw new Error(`There is an event log in ${folder} already.`);
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  await copyTo(unfinished);
  const copied = openSync(unfinished, "r+");
  fsyncSync(copied);
  closeSync(copied);
  await failpoint("backup.before-rename");
  renameSync(unfinished, file);
  flushFolder(folder);
  return file;
};
