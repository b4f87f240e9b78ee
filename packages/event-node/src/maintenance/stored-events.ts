import type { DatabaseSync } from "node:sqlite";
import { prepare } from "../log/sql.ts";

export interface StoredEvent {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: Uint8Array;
  readonly type: string;
  readonly created: bigint;
  readonly hidden: bigint;
  readonly body: Uint8Array;
  readonly checksum: bigint;
}

/** Every event of the log, in order. */
export const storedEvents = (database: DatabaseSync): Iterable<StoredEvent> =>
  prepare<StoredEvent>(
    database,
    `select e.position, s.name as stream, e.revision, e.id, e.type, e.created, e.hidden, e.body, e.checksum
     from events e join streams s on s.id = e.stream
     order by e.position`,
  ).each();
