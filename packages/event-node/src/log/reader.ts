import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../clock.ts";
import { chain } from "./chain.ts";
import { intact, type Row, rowColumns } from "./checksum.ts";
import { Damaged } from "./damaged.ts";
import type { Gaps } from "./gaps.ts";
import type { Ledger } from "./ledger.ts";
import { deletedRevision } from "./metadata.ts";
import { type Page, page } from "./page.ts";
import { prepare, type Statement } from "./sql.ts";
import type { Stored } from "./stored.ts";
import type { Tail } from "./tail.ts";

const earliest = -(2n ** 63n - 1n);

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const larger = (...values: readonly bigint[]): bigint => values.reduce((one, other) => (one > other ? one : other));

interface Part {
  readonly stream: string;
  readonly key: bigint;
  readonly low: bigint;
  readonly high: bigint;
  readonly since: bigint;
  /** The number of events before a tombstone is not known. */
  readonly isTombstoned: boolean;
}

export const reader = (
  database: DatabaseSync,
  ledger: Ledger,
  { clock, ...places }: { readonly clock: Clock; readonly gaps: Gaps; readonly recent: Tail },
) => {
  const inStream = (order: string): Statement<Row & { readonly checksum: bigint }> =>
    prepare(
      database,
      `select ${rowColumns} from events e
       where e.stream = ? and e.revision between ? and ? and e.created >= ?
       order by e.revision ${order}`,
    );
  const up = inStream("asc");
  const down = inStream("desc");
  const countOf = prepare<{ count: bigint }>(
    database,
    "select count(*) as count from events where stream = ? and revision between ? and ?",
  );
  const lastShown = prepare<{ position: bigint }>(
    database,
    "select position from events where hidden = 0 order by position desc limit 1",
  );

  /** The first visible revision and the earliest visible time, by the stream's metadata. */
  const bounds = (stream: string): { first: bigint; since: bigint } => {
    const { maxCount, maxAgeSeconds, truncateBefore = 0n } = ledger.metadataOf(stream);
    const counted = maxCount === undefined ? 0n : ledger.head(stream).last - maxCount + 1n;
    const since = maxAgeSeconds === undefined ? earliest : BigInt(clock().getTime()) - maxAgeSeconds * 1000n;
    return { first: larger(counted, truncateBefore), since };
  };

  /**
   * Revisions that were not found must exist but be older than $maxAge; otherwise they are missing and the log is
   * damaged.
   */
  const account = ({ stream, key, since, isTombstoned }: Part, from: bigint, to: bigint) => {
    if (from > to || isTombstoned) return;
    if (since !== earliest && countOf.one(key, from, to)?.count === to - from + 1n) return;
    throw new Damaged(`In ${stream}, revision ${from}${to > from ? ` to ${to}` : ""} is missing.`);
  };

  function* upwards(part: Part): Iterable<Stored> {
    let next = part.low;
    for (const row of up.each(part.key, part.low, part.high, part.since)) {
      account(part, next, row.revision - 1n);
      next = row.revision + 1n;
      yield intact(part.stream, row);
    }
    account(part, next, part.high);
  }
  function* downwards(part: Part): Iterable<Stored> {
    let next = part.high;
    for (const row of down.each(part.key, part.low, part.high, part.since)) {
      account(part, row.revision + 1n, next);
      next = row.revision - 1n;
      yield intact(part.stream, row);
    }
    account(part, part.low, next);
  }

  /** Reads a stream between two revisions, both included. */
  const readStream = (stream: string, from: bigint, to: bigint, most: number): Page<Stored> => {
    const { key, first, last } = ledger.head(stream);
    const bound = bounds(stream);
    const low = larger(smaller(from, to), bound.first, first);
    const high = smaller(larger(from, to), last);
    if (key === undefined || low > high) return { events: [], isLast: true };
    const found = from <= to && high === last ? places.recent.ofStreamFrom(stream, low) : undefined;
    if (found) return page(bound.since < 0n ? found : found.filter(({ created }) => created >= bound.since), most);
    const part = { stream, key, low, high, since: bound.since, isTombstoned: last === deletedRevision };
    return page(from <= to ? upwards(part) : downwards(part), most, `from revision ${from} of ${stream} on`);
  };

  return {
    bounds,
    readStream,
    ...chain(database, ledger, places),
    /** The position of the last visible event. */
    lastPosition: (): bigint => lastShown.one()?.position ?? 0n,
  };
};
