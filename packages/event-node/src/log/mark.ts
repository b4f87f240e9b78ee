import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { Damaged } from "./damaged.ts";

export const markFile = (dataDir: string): string => join(dataDir, "events.mark");

const line = (end: bigint): string => {
  const digits = String(end).padStart(19, "0");
  return `${digits} ${crc32(digits).toString(16).padStart(8, "0")}\n`;
};

/** The position up to which the log was acknowledged; undefined if it is not known. */
export const markedEnd = (dataDir: string): bigint | undefined => {
  try {
    const text = readFileSync(markFile(dataDir), "utf8");
    const end = BigInt(text.slice(0, 19));
    return text === line(end) ? end : undefined;
  } catch {
    return undefined;
  }
};

export interface Mark {
  readonly move: (end: bigint) => void;
  readonly close: () => void;
}

/** For a log that is in memory. */
export const noMark: Mark = { move: () => {}, close: () => {} };

/**
 * Stores next to the log the position up to which it was acknowledged, because a log that has lost its end looks like a
 * shorter log. It is written after the log was synced and is not synced itself: after a power failure it may be behind,
 * in which case a loss goes undetected.
 */
export const openMark = (dataDir: string): Mark => {
  let file: number | undefined;
  const move = (end: bigint) => {
    try {
      file ??= openSync(markFile(dataDir), constants.O_RDWR | constants.O_CREAT);
      writeSync(file, line(end), 0);
    } catch {
      // A full disk has no room for a new mark, but the log must stay readable.
    }
  };
  return {
    move,
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
};

/** Refuses a log that ends before the acknowledged position. */
export const checkEnd = (dataDir: string, end: bigint): void => {
  const marked = markedEnd(dataDir) ?? -1n;
  if (marked > end)
    throw new Damaged(
      `it was acknowledged up to position ${marked}, but ends at ${end}, so what stood between them is missing; restore a backup, or remove ${markFile(dataDir)} to go on without it`,
    );
};
