import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Syncs a folder: without it, a file created or renamed in it may not survive a power failure. */
export const flushFolder = (folder: string): void => {
  const opened = openSync(folder, "r");
  fsyncSync(opened);
  closeSync(opened);
};

/**
 * Creates a folder and its parents so that they survive a power failure. They are created one by one, because Node's
 * own recursive mkdir loops for ever where an existing folder answers ENOENT for a child, as /proc does.
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
    // Another process may have created it in the meantime.
    if (!existsSync(folder)) throw error;
  }
};
