import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../clock.ts";
import type { Placed } from "../wire/recorded-event.ts";
import type { Ledger } from "./ledger.ts";
import { prepare, type Statement } from "./sql.ts";
import type { Stored, StoredInAll } from "./stored.ts";
import type { Tail } from "./tail.ts";

/** One look into the log: no more than `most` events, and not many bytes, so that nobody else waits for long. */
interface Page<Row> {
  readonly events: readonly Row[];
  /** Nothing came after these when they were read. */
  readonly isLast: boolean;
}

/** A reader that has stopped reading keeps no more than this. */
const pageBytes = 128 * 1024;

const page = <Row extends Placed>(rows: Iterable<Row>, most: number): Page<Row> => {
  const events: Row[] = [];
  let size = 0;
  for (const row of rows) {
    events.push(row);
    size += row.body.length;
    if (events.length >= most || size >= pageBytes) return { events, isLast: false };
  }
  return { events, isLast: true };
};

const largest = 2n ** 63n - 1n;

const clamp = (value: bigint): bigint => (value > largest ? largest : value);

export const reader = (database: DatabaseSync, ledger: Ledger, recent: Tail, clock: Clock) => {
  const inStream = (order: string): Statement<Stored> =>
    prepare(
      database,
      `select position, revision, type, body from events
       where stream = ? and revision between ? and ? and created >= ?
       order by revision ${order}`,
    );
  const inAll = (order: string): Statement<StoredInAll> =>
    prepare(
      database,
      `select e.position, e.revision, e.type, e.body, s.name as stream from events e join streams s on s.id = e.stream
       where e.position between ? and ? and e.hidden = 0
       order by e.position ${order}`,
    );
  const streamUp = inStream("asc");
  const streamDown = inStream("desc");
  const allUp = inAll("asc");
  const allDown = inAll("desc");
  const lastShown = prepare<{ position: bigint }>(
    database,
    "select position from events where hidden = 0 order by position desc limit 1",
  );

  /** The first revision that metadata lets through, and the earliest moment. */
  const bounds = (stream: string): { first: bigint; since: bigint } => {
    const { maxCount, maxAgeSeconds, truncateBefore = 0n } = ledger.metadataOf(stream);
    const counted = maxCount === undefined ? 0n : ledger.head(stream).last - maxCount + 1n;
    const since = maxAgeSeconds === undefined ? -largest : BigInt(clock().getTime()) - maxAgeSeconds * 1000n;
    return { first: counted > truncateBefore ? counted : truncateBefore, since };
  };

  /** A part of a stream between two revisions, both included. */
  const readStream = (stream: string, from: bigint, to: bigint, most: number): Page<Stored> => {
    const { key, last } = ledger.head(stream);
    const low = from < to ? from : to;
    const high = from < to ? to : from;
    if (key === undefined || low > last) return { events: [], isLast: true };
    const { first, since } = bounds(stream);
    const lowest = low > first ? low : first;
    const found = from <= to && high >= last ? recent.ofStreamFrom(stream, lowest) : undefined;
    if (found) return page(since < 0n ? found : found.filter(({ created }) => created >= since), most);
    return page((from <= to ? streamUp : streamDown).each(key, clamp(lowest), clamp(high), since), most);
  };

  const readAllAfter = (position: bigint, most: number): Page<StoredInAll> => {
    const from = position < largest ? position + 1n : largest;
    const found = recent.allFrom(from);
    return page(found ? found.events.slice(found.start, found.start + most) : allUp.each(from, largest), most);
  };

  return {
    bounds,
    readStream,
    readAllAfter,
    readAllBefore: (position: bigint, most: number) => page(allDown.each(0n, clamp(position) - 1n), most),
    /** The position of the last event that anybody can see. */
    lastPosition: (): bigint => lastShown.one()?.position ?? 0n,
  };
};
