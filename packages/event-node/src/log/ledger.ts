import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../clock.ts";
import { encodeBody } from "../wire/recorded-event.ts";
import { uuidBytes } from "../wire/uuid.ts";
import { checksum, intact, type Row, rowColumns } from "./checksum.ts";
import { Damaged } from "./damaged.ts";
import { eventData } from "./event-data.ts";
import {
  deletedRevision,
  describedStream,
  isMetadataStream,
  metadataStreamOf,
  metadataType,
  parseMetadata,
  type StreamMetadata,
} from "./metadata.ts";
import { endOf } from "./open-database.ts";
import { prepare } from "./sql.ts";

export interface NewEvent {
  readonly id: Uint8Array;
  readonly type: string;
  readonly isJson: boolean;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

/**
 * The state of a stream: `key` is undefined if nothing was ever written to it, `last` is -1 if it has no event. Every
 * revision from `first` to `last` is stored.
 */
export interface Head {
  readonly stream: string;
  readonly key: bigint | undefined;
  readonly first: bigint;
  readonly last: bigint;
}

/** A stored event and its position. */
export interface Written extends Row {
  readonly stream: string;
}

/** The number of streams whose heads are cached between batches; for others they are looked up again. */
const rememberedStreams = 50_000;

const hidden = (stream: string): boolean =>
  stream === "$epoch-information" || /^\$persistentsubscription-\$all::.*-(checkpoint|parked)$/s.test(stream);

export const newId = (): Buffer => uuidBytes({ string: randomUUID() });

/** The heads of the streams and the end of the log, as seen inside the current transaction. */
export const ledger = (database: DatabaseSync, clock: Clock) => {
  const findStream = prepare<{ id: bigint; first: bigint; last: bigint }>(
    database,
    "select id, first, last from streams where name = ?",
  );
  const findLast = prepare<{ last: bigint | null }>(
    database,
    "select max(revision) as last from events where stream = ?",
  );
  const addStream = prepare(database, "insert into streams (name, first, last) values (?, 0, -1)");
  const moveLast = prepare(database, "update streams set last = ? where id = ?");
  const addEvent = prepare(
    database,
    `insert into events (position, stream, revision, id, type, created, hidden, body, checksum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const lastOf = prepare<Row & { readonly checksum: bigint }>(
    database,
    `select ${rowColumns} from events e where e.stream = ? order by e.revision desc limit 1`,
  );

  const heads = new Map<string, Head>();
  const moved = new Set<string>();
  const metadata = new Map<string, StreamMetadata>();
  let next = endOf(database);
  let written: Written[] = [];

  const remember = (head: Head): Head => {
    heads.set(head.stream, head);
    return head;
  };
  const load = (stream: string): Head => {
    const found = findStream.one(stream);
    if (!found) return { stream, key: undefined, first: 0n, last: -1n };
    const { id: key, first, last } = found;
    const indexed = findLast.one(key)?.last ?? first - 1n;
    if (indexed === last) return { stream, key, first, last };
    throw new Damaged(`The last event of ${stream} should be at revision ${last}, but is at ${indexed}.`);
  };
  const head = (stream: string): Head => heads.get(stream) ?? remember(load(stream));

  /** The JSON of a stream's metadata; undefined if there is none. */
  const rawMetadataOf = (stream: string): Buffer | undefined => {
    const key = head(metadataStreamOf(stream)).key;
    const stored = key === undefined ? undefined : lastOf.one(key);
    if (stored?.type !== metadataType) return undefined;
    return eventData(intact(metadataStreamOf(stream), stored).body);
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

  /** Writes an event at the given revision and returns its position. */
  const record = (stream: string, revision: bigint, event: NewEvent): bigint => {
    const { key = addStream.run(stream), first } = head(stream);
    const created = clock();
    const row: Written = {
      position: next,
      stream,
      revision,
      type: event.type,
      created: BigInt(created.getTime()),
      hidden: hidden(stream) ? 1n : 0n,
      body: encodeBody({ ...event, stream, revision, created }),
    };
    const { position, body } = row;
    const sum = checksum(stream, row);
    addEvent.run(position, key, revision, event.id, row.type, row.created, row.hidden, body, sum);
    next = position + BigInt(body.length) + 1n;
    moved.add(stream);
    written.push(row);
    remember({ stream, key, first, last: revision });
    if (isMetadataStream(stream)) metadata.delete(describedStream(stream));
    return position;
  };

  /** Stores the heads of the streams separately from their events, so that a missing last event is detected. */
  const storeHeads = () => {
    for (const stream of moved) {
      const { key, last } = head(stream);
      if (key !== undefined) moveLast.run(last, key);
    }
    moved.clear();
  };

  const clear = () => {
    heads.clear();
    metadata.clear();
  };

  return {
    head,
    metadataOf,
    rawMetadataOf,
    isTombstoned,
    isSoftlyDeleted: (stream: string) => metadataOf(stream).truncateBefore === deletedRevision,
    record,
    storeHeads,
    /** Clears the cached heads. */
    forget: () => {
      storeHeads();
      clear();
    },
    /** Resets the end of the log after a transaction was rolled back. */
    returnTo: (before: bigint) => {
      clear();
      moved.clear();
      written = written.filter(({ position }) => position < before);
      next = before;
    },
    trim: () => {
      if (heads.size > rememberedStreams) heads.clear();
      if (metadata.size > rememberedStreams) metadata.clear();
    },
    /** Returns the events written since the last call. */
    takeWritten: (): readonly Written[] => {
      const taken = written;
      written = [];
      return taken;
    },
    /** The position of the next event. */
    end: () => next,
  };
};

export type Ledger = ReturnType<typeof ledger>;
