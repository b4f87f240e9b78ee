import type { Placed } from "../wire/recorded-event.ts";
import { damageAt } from "./damaged.ts";

/**
 * One read from the log: at most `most` events and a limited number of bytes, so that it does not block other work for
 * long.
 */
export interface Page<Row> {
  readonly events: readonly Row[];
  /** No more events followed when the page was read. */
  readonly isLast: boolean;
}

/** The maximum size of a page, which is held in memory while a reader does not read. */
const pageBytes = 128 * 1024;

export const page = <Row extends Placed>(rows: Iterable<Row>, most: number, where = "there"): Page<Row> => {
  const events: Row[] = [];
  let size = 0;
  try {
    for (const row of rows) {
      events.push(row);
      size += row.body.length;
      if (events.length >= most || size >= pageBytes) return { events, isLast: false };
    }
    return { events, isLast: true };
  } catch (error) {
    const last = events.at(-1)?.position;
    throw damageAt(`What stands ${last === undefined ? where : `next to the event at position ${last}`}`, error);
  }
};
