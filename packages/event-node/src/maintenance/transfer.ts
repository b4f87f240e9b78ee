import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { checksum } from "../log/checksum.ts";
import { prepare } from "../log/sql.ts";
import { linesOf } from "./lines.ts";
import { storedEvents } from "./stored-events.ts";

const format = "lianxiao-event-log 1";

/** An event as a line of JSON; bytes are in base64, numbers of 64 bits are text. */
interface Line {
  readonly position: string;
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  readonly created: string;
  readonly hidden: boolean;
  readonly body: string;
  readonly checksum: number;
}

const inBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** Writes the whole log as lines of JSON between a line that says what it is and one that says how much. */
export const exportTo = (database: DatabaseSync, file: string): number => {
  const out = openSync(file, "wx");
  let events = 0;
  writeSync(out, `${JSON.stringify({ format })}\n`);
  for (const { id, body, ...event } of storedEvents(database)) {
    events += 1;
    const line: Line = {
      position: String(event.position),
      stream: event.stream,
      revision: String(event.revision),
      id: inBase64(id),
      type: event.type,
      created: String(event.created),
      hidden: event.hidden === 1n,
      body: inBase64(body),
      checksum: Number(event.checksum),
    };
    writeSync(out, `${JSON.stringify(line)}\n`);
  }
  writeSync(out, `${JSON.stringify({ events })}\n`);
  fsyncSync(out);
  closeSync(out);
  return events;
};

/** Fills a new log with what `exportTo` wrote: at the same positions, whole or not at all. */
export const importFrom =
  (file: string) =>
  (database: DatabaseSync): void => {
    const streams = new Map<string, bigint>();
    const addStream = prepare(database, "insert into streams (name) values (?)");
    const addEvent = prepare(
      database,
      `insert into events (position, stream, revision, id, type, created, hidden, body, checksum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const keyOf = (stream: string): bigint => {
      const key = streams.get(stream) ?? addStream.run(stream);
      streams.set(stream, key);
      return key;
    };
    const add = (line: string) => {
      const event = JSON.parse(line) as Line; // Written by `exportTo`; the checksum below would tell.
      const position = BigInt(event.position);
      const body = Buffer.from(event.body, "base64");
      if (checksum(position, body) !== event.checksum)
        throw new Error(`the event at position ${position} of ${file} is not as it was written`);
      const id = Buffer.from(event.id, "base64");
      const [key, revision, created] = [keyOf(event.stream), BigInt(event.revision), BigInt(event.created)];
      const hidden = event.hidden ? 1 : 0;
      addEvent.run(position, key, revision, id, event.type, created, hidden, body, event.checksum);
    };

    const lines = linesOf(file);
    if (lines.next().value !== JSON.stringify({ format })) throw new Error(`${file} is not an exported event log`);
    let events = 0;
    let last: string | undefined;
    for (const line of lines) {
      if (last !== undefined) {
        add(last);
        events += 1;
      }
      last = line;
    }
    if (last !== JSON.stringify({ events })) throw new Error(`${file} is not whole`);
  };
