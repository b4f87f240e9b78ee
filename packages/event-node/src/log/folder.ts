import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** What was made or renamed in a folder outlives a power failure only once the folder is flushed. */
export const flushFolder = (folder: string): void => {
  const opened = openSync(folder, "r");
  fsyncSync(opened);
  closeSync(opened);
};

/**
 * Makes a folder and those around it, so that they outlive a power failure. One by one: Node's own recursive mkdir tries
 * for ever where a folder that exists answers ENOENT for one in it, as /proc does.
 */
export const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  const around = dirname(resolve(folder));
  makeFolder(around);
  makeOne(folder);
  flushFolder(around);
};

const makeOne = (folder: string): void => {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another start may have been faster.
    if (!existsSync(folder)) throw error;
  }
};
