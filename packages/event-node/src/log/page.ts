import type { Placed } from "../wire/recorded-event.ts";
import { damageAt } from "./damaged.ts";

/** One look into the log: no more than `most` events, and not many bytes, so that nobody else waits for long. */
export interface Page<Row> {
  readonly events: readonly Row[];
  /** Nothing came after these when they were read. */
  readonly isLast: boolean;
}

/** A reader that has stopped reading keeps no more than this. */
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
