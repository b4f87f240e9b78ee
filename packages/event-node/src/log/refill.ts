import type { DatabaseSync } from "node:sqlite";
import { checksum, type Row } from "./checksum.ts";
import { gaps } from "./gaps.ts";
import { prepare } from "./sql.ts";

export interface Refilled extends Row {
  readonly stream: string;
  readonly id: Uint8Array;
}

/** Fills the empty tables of a log with the events of another log, at the same positions and in the same order. */
export const refill = (database: DatabaseSync) => {
  const addStream = prepare(database, "insert into streams (name, first, last) values (?, 0, -1)");
  const addEvent = prepare(
    database,
    `insert into events (position, stream, revision, id, type, created, hidden, body, checksum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const { add: addGap } = gaps(database);
  const streams = new Map<string, bigint>();
  let end = 0n;

  const keyOf = (stream: string): bigint => {
    const key = streams.get(stream) ?? addStream.run(stream);
    streams.set(stream, key);
    return key;
  };

  return {
    add: (event: Refilled) => {
      const { position, stream, revision, id, type, created, hidden, body } = event;
      if (position > end) addGap({ begin: end, end: position });
      addEvent.run(position, keyOf(stream), revision, id, type, created, hidden, body, checksum(stream, event));
      end = position + BigInt(body.length) + 1n;
    },
    finish: () =>
      database.exec(
        `update streams set
           last = (select max(revision) from events where stream = streams.id),
           first = (select min(revision) from events where stream = streams.id)`,
      ),
  };
};
