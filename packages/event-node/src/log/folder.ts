import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** What was made or renamed in a folder outlives a power failure only once the folder is flushed. */
export const flushFolder = (folder: string): void => {
  const opened = openSync(folder, "r");
  fsyncSync(opened);
  closeSync(opened);
};

/** Makes a folder and those around it, so that they outlive a power failure. */
export const makeFolder = (folder: string): void => {
  const made = mkdirSync(folder, { recursive: true });
  if (made === undefined) return;
  for (let inside = resolve(folder); inside.length >= resolve(made).length; inside = dirname(inside))
    flushFolder(dirname(inside));
};
