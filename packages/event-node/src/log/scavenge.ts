import type { DatabaseSync } from "node:sqlite";
import type { Ledger } from "./ledger.ts";
import { deletedRevision, describedStream, isMetadataStream } from "./metadata.ts";
import { prepare } from "./sql.ts";

/** What one step of a scavenge did, and where the next one begins. */
export interface Scavenged {
  readonly events: number;
  readonly bytes: number;
  /** The key of the stream that was looked at; nothing when there are no more. */
  readonly at: bigint | undefined;
  readonly isStreamDone: boolean;
}

/** So many events are dropped in one transaction, so that nobody waits for long. */
const stepSize = 500;

interface Kept {
  readonly first: bigint;
  readonly since: bigint;
}

/** Drops what can no longer be read. A stream's last event stays, for the next one is numbered after it; so does the log's. */
export const scavenger = (database: DatabaseSync, ledger: Ledger, kept: (stream: string) => Kept) => {
  const streamFrom = prepare<{ id: bigint; name: string }>(
    database,
    "select id, name from streams where id >= ? order by id limit 1",
  );
  const drop = prepare<{ size: bigint }>(
    database,
    `delete from events where position in (
       select position from events
       where stream = ? and (revision < ? or created < ?) and revision < ?
       and position < (select max(position) from events) limit ${stepSize})
     returning length(body) as size`,
  );

  /** Of a tombstoned stream only the tombstone stays, and nothing of its metadata. */
  const limits = (name: string): Kept & { readonly below: bigint } => {
    if (!ledger.isTombstoned(name)) return { ...kept(name), below: ledger.head(name).last };
    const isOfTombstone = isMetadataStream(name) && ledger.isTombstoned(describedStream(name));
    return { first: deletedRevision, since: 0n, below: isOfTombstone ? deletedRevision : ledger.head(name).last };
  };

  return (from: bigint): Scavenged => {
    const found = streamFrom.one(from);
    if (!found) return { events: 0, bytes: 0, at: undefined, isStreamDone: true };
    const { first, since, below } = limits(found.name);
    const dropped = drop.all(found.id, first, since, below);
    if (dropped.length > 0) ledger.forget();
    return {
      events: dropped.length,
      bytes: dropped.reduce((sum, { size }) => sum + Number(size), 0),
      at: found.id,
      isStreamDone: dropped.length < stepSize,
    };
  };
};
