import type { DatabaseSync } from "node:sqlite";
import { intact, type Row, rowColumns } from "./checksum.ts";
import { Damaged } from "./damaged.ts";
import type { Gaps } from "./gaps.ts";
import type { Ledger } from "./ledger.ts";
import { type Page, page } from "./page.ts";
import { prepare } from "./sql.ts";
import type { StoredInAll } from "./stored.ts";
import type { Tail } from "./tail.ts";

type Place = { readonly position: bigint; readonly end: bigint };
type Read = Row & { readonly stream: string; readonly checksum: bigint };

const largest = 2n ** 63n - 1n;

/**
 * Reads the log in the order of its positions. Each event begins where the previous one ends, so a reader detects not
 * only an event that was changed, but also events that are missing between two others.
 */
export const chain = (
  database: DatabaseSync,
  ledger: Ledger,
  { gaps: { isNext }, recent }: { readonly gaps: Gaps; readonly recent: Tail },
) => {
  const from = `from events e join streams s on s.id = e.stream`;
  const up = prepare<Read>(
    database,
    `select ${rowColumns}, s.name as stream ${from} where e.position > ? order by e.position`,
  );
  const down = prepare<Read>(
    database,
    `select ${rowColumns}, s.name as stream ${from} where e.position < ? order by e.position desc`,
  );
  const lastUpTo = prepare<Place>(
    database,
    `select position, position + length(body) + 1 as "end" from events
     where position <= ?
     order by position desc limit 1`,
  );
  const firstFrom = prepare<{ position: bigint }>(
    database,
    "select position from events where position >= ? order by position limit 1",
  );

  const follows = (end: bigint, next: bigint) => {
    if (isNext(end, next)) return;
    throw new Damaged(`The part of the log from position ${end} up to ${next} is missing.`);
  };
  const endOf = ({ position, body }: Row): bigint => position + BigInt(body.length) + 1n;

  function* after(position: bigint): Iterable<StoredInAll> {
    const before = lastUpTo.one(position);
    let end = before?.end ?? 0n;
    for (const row of up.each(before?.position ?? -1n)) {
      follows(end, row.position);
      end = endOf(row);
      if (intact(row.stream, row).hidden === 0n) yield row;
    }
    follows(end, ledger.end());
  }
  function* before(position: bigint): Iterable<StoredInAll> {
    let next = firstFrom.one(position)?.position ?? ledger.end();
    for (const row of down.each(next)) {
      follows(endOf(row), next);
      next = row.position;
      if (intact(row.stream, row).hidden === 0n) yield row;
    }
    follows(0n, next);
  }
  const clamp = (position: bigint): bigint => (position > largest ? largest : position);

  return {
    readAllAfter: (position: bigint, most: number): Page<StoredInAll> => {
      const found = recent.allFrom(position + 1n);
      return page(
        found ? found.events.slice(found.start, found.start + most) : after(clamp(position)),
        most,
        `after position ${position}`,
      );
    },
    readAllBefore: (position: bigint, most: number): Page<StoredInAll> =>
      page(before(clamp(position)), most, `before position ${position}`),
  };
};
