import type { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { Damaged } from "./damaged.ts";
import { type Refilled, refill } from "./refill.ts";
import { formatVersion, indexes, tables } from "./schema.ts";
import { prepare } from "./sql.ts";

type Old = Refilled & { readonly checksum: bigint };

/**
 * Format 1 had no checksums, so its events are accepted as they are. In format 2 they covered only an event's bytes.
 */
const isAsWritten = (version: number, { position, body, checksum }: Old): boolean =>
  version === 1 || BigInt(crc32(body, crc32(String(position)))) === checksum;

/** Copies a log of an older format into the current tables. */
export const upgrade = (database: DatabaseSync, version: number): void => {
  for (const table of ["streams", "events"]) database.exec(`alter table ${table} rename to old_${table}`);
  database.exec(`drop index events_of_stream; drop index events_by_id; ${tables} ${indexes}`);
  const old = prepare<Old>(
    database,
    `select e.position, s.name as stream, e.revision, e.id, e.type, e.created, e.hidden, e.body,
            ${version === 1 ? "0" : "e.checksum"} as checksum
     from old_events e join old_streams s on s.id = e.stream
     order by e.position`,
  );
  const { add, finish } = refill(database);
  for (const event of old.each()) {
    const { position, stream, revision } = event;
    if (!isAsWritten(version, event))
      throw new Damaged(
        `the event at position ${position}, revision ${revision} of ${stream}, is not as it was written`,
      );
    add(event);
  }
  finish();
  database.exec(`drop table old_events; drop table old_streams; pragma user_version = ${formatVersion}`);
};
