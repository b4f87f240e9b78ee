import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from "node:fs";
import { logFile } from "../log/open-database.ts";

/** Fills a new folder with a log that a node can be started on; it has its name only when it is whole. */
export const backUp = async (folder: string, copyTo: (file: string) => Promise<unknown>): Promise<string> => {
  mkdirSync(folder, { recursive: true });
  const file = logFile(folder);
  if (existsSync(file)) throw new Error(`There is an event log in ${folder} already.`);
  const unfinished = `${file}.unfinished`;
  await copyTo(unfinished);
  const copied = openSync(unfinished, "r+");
  fsyncSync(copied);
  closeSync(copied);
  renameSync(unfinished, file);
  return file;
};
