import { createHash } from "node:crypto";
import { Day } from "@lianxiao/events";
import type { Moment } from "./moment.ts";
import { refused } from "./refused.ts";

/** Where a page ended and for what moment it was read, so that the next page continues the same list. */
export type Place = Moment & { readonly key: string };

/** Ties a cursor to its list, its arguments and its reader; what a reader may see is still for the views to say. */
const seal = (list: string, parts: readonly string[]): string =>
  createHash("sha256")
    .update(JSON.stringify([list, ...parts]))
    .digest("base64url")
    .slice(0, 16);

export const cursorOf = (list: string, { key, asOf, knownAt, knownAtTime }: Place): string => {
  const parts = [key, asOf, String(knownAt), knownAtTime.toISOString()];
  return Buffer.from(JSON.stringify([...parts, seal(list, parts)])).toString("base64url");
};

/** The place that a cursor of this list names; refuses cursors that were made up, cut, or made for another list. */
export const placeOf = (list: string, cursor: string): Place => {
  const [key = "", asOf = "", knownAt = "", time = "", sealed] = stored(cursor);
  const knownAtTime = new Date(time);
  const readable = Day.safeParse(asOf).success && /^-?\d{1,18}$/.test(knownAt) && !Number.isNaN(knownAtTime.getTime());
  if (!readable || seal(list, [key, asOf, knownAt, time]) !== sealed) throw refused("CURSOR_INVALID");
  return { key, asOf, knownAt: BigInt(knownAt), knownAtTime };
};

const longest = 2_000;

const stored = (cursor: string): readonly string[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor.slice(0, longest), "base64url").toString());
    if (Array.isArray(parts) && parts.every((part) => typeof part === "string")) return parts;
  } catch {
    // Not JSON: refused like any other forgery.
  }
  throw refused("CURSOR_INVALID");
};
