import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../clock.ts";
import { encodeBody } from "../wire/recorded-event.ts";
import { uuidBytes } from "../wire/uuid.ts";
import { checksum } from "./checksum.ts";
import { eventData } from "./event-data.ts";
import {
  deletedRevision,
  describedStream,
  isMetadataStream,
  metadataStreamOf,
  parseMetadata,
  type StreamMetadata,
} from "./metadata.ts";
import { prepare } from "./sql.ts";

export interface NewEvent {
  readonly id: Uint8Array;
  readonly type: string;
  readonly isJson: boolean;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

/** A stream as it stands: no key yet if nothing was ever written to it; `last` is -1 if it has no event. */
export interface Head {
  readonly stream: string;
  readonly key: bigint | undefined;
  readonly last: bigint;
}

/** So many streams stay known between groups; more only cost a look-up. */
const rememberedStreams = 50_000;

const hidden = (stream: string): boolean =>
  stream === "$epoch-information" || /^\$persistentsubscription-\$all::.*-(checkpoint|parked)$/s.test(stream);

export const newId = (): Buffer => uuidBytes({ string: randomUUID() });

/** The heads of the streams and the end of the log, as seen from inside the transaction that is being written. */
export const ledger = (database: DatabaseSync, clock: Clock) => {
  const findStream = prepare<{ id: bigint }>(database, "select id from streams where name = ?");
  const findLast = prepare<{ last: bigint | null }>(
    database,
    "select max(revision) as last from events where stream = ?",
  );
  const addStream = prepare(database, "insert into streams (name) values (?)");
  const addEvent = prepare(
    database,
    `insert into events (position, stream, revision, id, type, created, hidden, body, checksum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const lastBody = prepare<{ type: string; body: Uint8Array }>(
    database,
    "select type, body from events where stream = ? order by revision desc limit 1",
  );
  const end = prepare<{ end: bigint | null }>(
    database,
    "select position + length(body) + 1 as end from events order by position desc limit 1",
  );

  const heads = new Map<string, Head>();
  const metadata = new Map<string, StreamMetadata>();
  let next = end.one()?.end ?? 0n;

  const remember = (head: Head): Head => {
    heads.set(head.stream, head);
    return head;
  };
  const load = (stream: string): Head => {
    const key = findStream.one(stream)?.id;
    return { stream, key, last: key === undefined ? -1n : (findLast.one(key)?.last ?? -1n) };
  };
  const head = (stream: string): Head => heads.get(stream) ?? remember(load(stream));

  /** The JSON of a stream's metadata; nothing if there is none. */
  const rawMetadataOf = (stream: string): Buffer | undefined => {
    const key = head(metadataStreamOf(stream)).key;
    const stored = key === undefined ? undefined : lastBody.one(key);
    return stored?.type === "$metadata" ? eventData(stored.body) : undefined;
  };
  const metadataOf = (stream: string): StreamMetadata => {
    if (isMetadataStream(stream)) return { maxCount: 1n };
    const known = metadata.get(stream);
    if (known) return known;
    const raw = rawMetadataOf(stream);
    const found = raw ? parseMetadata(raw) : {};
    metadata.set(stream, found);
    return found;
  };

  const isTombstoned = (stream: string): boolean =>
    head(stream).last === deletedRevision ||
    (isMetadataStream(stream) && head(describedStream(stream)).last === deletedRevision);

  /** Writes an event at the given revision, and answers its position. */
  const record = (stream: string, revision: bigint, event: NewEvent): bigint => {
    const key = head(stream).key ?? addStream.run(stream);
    const position = next;
    const created = clock();
    const body = encodeBody({ ...event, stream, revision, created });
    const shown = hidden(stream) ? 1 : 0;
    const sum = checksum(position, body);
    addEvent.run(position, key, revision, event.id, event.type, created.getTime(), shown, body, sum);
    next = position + BigInt(body.length) + 1n;
    remember({ stream, key, last: revision });
    if (isMetadataStream(stream)) metadata.delete(describedStream(stream));
    return position;
  };

  /** Forgets what it remembers; after a transaction was rolled back, all of it may be wrong. */
  const forget = () => {
    heads.clear();
    metadata.clear();
    next = end.one()?.end ?? 0n;
  };

  return {
    head,
    metadataOf,
    rawMetadataOf,
    isTombstoned,
    isSoftlyDeleted: (stream: string) => metadataOf(stream).truncateBefore === deletedRevision,
    record,
    forget,
    trim: () => {
      if (heads.size > rememberedStreams) heads.clear();
      if (metadata.size > rememberedStreams) metadata.clear();
    },
    /** Where the next event will begin. */
    end: () => next,
  };
};

export type Ledger = ReturnType<typeof ledger>;
