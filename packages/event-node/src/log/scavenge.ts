import type { DatabaseSync } from "node:sqlite";
import type { Failpoint } from "../failpoint.ts";
import type { Gaps } from "./gaps.ts";
import type { Ledger } from "./ledger.ts";
import { deletedRevision, describedStream, isMetadataStream } from "./metadata.ts";
import { prepare } from "./sql.ts";

/** The result of one step of a scavenge. */
export interface Scavenged {
  readonly events: number;
  readonly bytes: number;
  /** The key of the stream that was scavenged; undefined when there are no more. */
  readonly at: bigint | undefined;
  readonly isStreamDone: boolean;
}

/** The maximum number of events deleted in one transaction, so that appends do not wait for long. */
const stepSize = 500;

/** The number of pages returned to the file system in one step. */
const stepPages = 256;

interface Kept {
  readonly first: bigint;
  readonly since: bigint;
}

interface ScavengerParts {
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly gaps: Gaps;
  readonly kept: (stream: string) => Kept;
  readonly failpoint: Failpoint;
}

/**
 * Deletes events that can no longer be read, always the first ones of a stream, so that the rest has no gaps. The last
 * event of each stream stays, because the next revision follows from it, and so does the last event of the log.
 */
export const scavenger = ({ database, ledger, gaps, kept, failpoint }: ScavengerParts) => {
  const streamFrom = prepare<{ id: bigint; name: string }>(
    database,
    "select id, name from streams where id >= ? order by id limit 1",
  );
  const firstSince = prepare<{ revision: bigint }>(
    database,
    "select revision from events where stream = ? and revision >= ? and created >= ? order by revision limit 1",
  );
  const drop = prepare<{ position: bigint; revision: bigint; size: bigint }>(
    database,
    `delete from events where position in (
       select position from events
       where stream = ? and revision < ? and position < (select max(position) from events)
       order by revision limit ${stepSize})
     returning position, revision, length(body) as size`,
  );
  const beginAt = prepare(database, "update streams set first = ? where id = ?");
  const free = prepare<{ freelist_count: bigint }>(database, "pragma freelist_count");

  /** Of a tombstoned stream only the tombstone stays, and none of its metadata. */
  const firstToStay = (name: string, key: bigint): bigint => {
    const isOfTombstone = isMetadataStream(name) && ledger.isTombstoned(describedStream(name));
    if (isOfTombstone || ledger.isTombstoned(name)) return deletedRevision;
    const { first, since } = kept(name);
    const { last } = ledger.head(name);
    const young = firstSince.one(key, first, since)?.revision ?? last;
    return young < last ? young : last;
  };

  const dropFrom = (from: bigint): Scavenged => {
    const found = streamFrom.one(from);
    if (!found) return { events: 0, bytes: 0, at: undefined, isStreamDone: true };
    const { id, name } = found;
    const dropped = drop.all(id, firstToStay(name, id));
    void failpoint("scavenge.half-dropped");
    for (const { position, size } of dropped) gaps.add({ begin: position, end: position + size + 1n });
    if (dropped.length > 0) {
      const last = dropped.reduce((most, { revision }) => (revision > most ? revision : most), -1n);
      beginAt.run(last + 1n, id);
      ledger.forget();
    }
    return {
      events: dropped.length,
      bytes: dropped.reduce((sum, { size }) => sum + Number(size), 0),
      at: id,
      isStreamDone: dropped.length < stepSize,
    };
  };

  /** Returns some of the freed space to the file system; false when none is left. */
  const shrink = (): boolean => {
    const before = free.one()?.freelist_count ?? 0n;
    if (before > 0n) database.exec(`pragma incremental_vacuum(${stepPages})`);
    return before > 0n && (free.one()?.freelist_count ?? 0n) < before;
  };

  return { dropFrom, shrink };
};
