import { type Place, placeOf } from "./cursor.ts";
import { refused } from "./refused.ts";

export const defaultPageSize = 20;
const maxPageSize = 100;

/** A page size that is a whole number from 1 to 100. */
export const pageSizeOf = (first: number): number => {
  if (!Number.isInteger(first) || first < 1 || first > maxPageSize) throw refused("PAGE_SIZE_INVALID");
  return first;
};

/** The list's name in its cursors: every argument that decides what is in it, and who reads. */
export const listName = (kind: string, subject: string, filter: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([kind, subject, Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1))]);

export const placeAfter = (list: string, after: string | null | undefined): Place | undefined =>
  after === null || after === undefined ? undefined : placeOf(list, after);
