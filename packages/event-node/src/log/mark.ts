import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { Damaged } from "./damaged.ts";

export const markFile = (dataDir: string): string => join(dataDir, "events.mark");

const line = (end: bigint): string => {
  const digits = String(end).padStart(19, "0");
  return `${digits} ${crc32(digits).toString(16).padStart(8, "0")}\n`;
};

/** Up to where the log was acknowledged; nothing if that is not known. */
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
 * Says beside the log up to where it was acknowledged, for a log that has lost its tail looks like a shorter one.
 * It is written after the log's own flush and not flushed itself: at worst it is behind, and then misses a loss.
 */
export const openMark = (dataDir: string): Mark => {
  let file: number | undefined;
  const move = (end: bigint) => {
    try {
      file ??= openSync(markFile(dataDir), constants.O_RDWR | constants.O_CREAT);
      writeSync(file, line(end), 0);
    } catch {
      // A full disk has no room for a new mark, but must not keep the log from being read.
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

/** Refuses a log that ends before what was acknowledged. */
export const checkEnd = (dataDir: string, end: bigint): void => {
  const marked = markedEnd(dataDir) ?? -1n;
  if (marked > end)
    throw new Damaged(
      `it was acknowledged up to position ${marked}, but ends at ${end}, so what stood between them is missing; restore a backup, or remove ${markFile(dataDir)} to go on without it`,
    );
};
