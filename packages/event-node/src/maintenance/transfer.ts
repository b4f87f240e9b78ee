import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Failpoint } from "../failpoint.ts";
import { checksum } from "../log/checksum.ts";
import { type Refilled, refill } from "../log/refill.ts";
import { linesOf } from "./lines.ts";
import { storedEvents } from "./stored-events.ts";

const format = "lianxiao-event-log 2";

/** One event as a line of JSON; bytes are in base64, 64-bit numbers are strings. */
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

/**
 * Writes the whole log as lines of JSON, between a header line with the format and a last line with the number of
 * events.
 */
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

const eventIn = (line: string, file: string): Refilled => {
  const read = JSON.parse(line) as Line; // Lines are written by `exportTo`; the checksum below detects any other content.
  const event = {
    position: BigInt(read.position),
    stream: read.stream,
    revision: BigInt(read.revision),
    id: Buffer.from(read.id, "base64"),
    type: read.type,
    created: BigInt(read.created),
    hidden: read.hidden ? 1n : 0n,
    body: Buffer.from(read.body, "base64"),
  };
  if (checksum(event.stream, event) === read.checksum) return event;
  throw new Error(`the event at position ${event.position} of ${file} is not as it was written`);
};

/** Fills a new log with the output of `exportTo`, at the same positions, in one transaction. */
export const importFrom =
  (file: string, failpoint: Failpoint) =>
  (database: DatabaseSync): void => {
    const { add, finish } = refill(database);
    const lines = linesOf(file);
    if (lines.next().value !== JSON.stringify({ format })) throw new Error(`${file} is not an exported event log`);
    let events = 0;
    let last: string | undefined;
    for (const line of lines) {
      if (last !== undefined) {
        add(eventIn(last, file));
        events += 1;
        void failpoint("import.half-written");
      }
      last = line;
    }
    if (last !== JSON.stringify({ events })) throw new Error(`${file} is not whole`);
    finish();
  };
