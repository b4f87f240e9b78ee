import type { DatabaseSync } from "node:sqlite";
import { checksum } from "../log/checksum.ts";
import { Damaged, damageIn } from "../log/damaged.ts";
import { gaps } from "../log/gaps.ts";
import { prepare } from "../log/sql.ts";
import { bytes, message, one, uint64 } from "../wire/message.ts";
import { idOf } from "../wire/recorded-event.ts";
import { StreamIdentifier } from "../wire/shared.ts";
import { uuidText } from "../wire/uuid.ts";
import { type StoredEvent, storedEvents } from "./stored-events.ts";

export interface Verdict {
  readonly events: number;
  /** Sentences, each about one thing that is wrong. */
  readonly faults: readonly string[];
}

const Head = message({ stream: one(2, StreamIdentifier), revision: one(3, uint64), data: one(8, bytes) });

/** What is wrong with an event; nothing if all is well. */
const faultOf = (event: StoredEvent, end: bigint): string | undefined => {
  const { position, stream, revision, id, body } = event;
  const at = `The event at position ${position}, revision ${revision} of ${stream},`;
  if (BigInt(checksum(stream, event)) !== event.checksum) return `${at} is not as it was written.`;
  if (position < end) return `${at} begins before the end of the one before it.`;
  const head = Head.decode(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const isSame =
    head.stream?.streamName?.toString("utf8") === stream && head.revision === revision && idOf(body) === uuidText(id);
  return isSame ? undefined : `${at} is indexed as another one.`;
};

/** What is wrong with the events, one after the other: each begins where the one before it ends, or after a gap. */
function* faultsOfEvents(database: DatabaseSync, count: () => void): Iterable<string> {
  const { isNext } = gaps(database);
  let end = 0n;
  for (const event of storedEvents(database)) {
    count();
    const fault = faultOf(event, end);
    if (fault) yield fault;
    else if (!isNext(end, event.position))
      yield `What was written from position ${end} up to ${event.position} is missing.`;
    end = event.position + BigInt(event.body.length) + 1n;
  }
}

/** Streams whose events are not all there. */
function* faultsOfStreams(database: DatabaseSync): Iterable<string> {
  const incomplete = prepare<{ name: string; first: bigint; last: bigint; count: bigint }>(
    database,
    `select s.name, s.first, s.last, count(e.position) as count from streams s left join events e on e.stream = s.id
     group by s.id
     having coalesce(max(e.revision), s.first - 1) <> s.last or coalesce(min(e.revision), s.first) < s.first
       or (s.last < 9223372036854775807 and count(e.position) <> s.last - s.first + 1)`,
  );
  for (const { name, first, last, count } of incomplete.each())
    yield `Of ${name}, which has revision ${first} to ${last}, ${count} events are found.`;
}

function* faultsOfFile(database: DatabaseSync): Iterable<string> {
  for (const { integrity_check } of database.prepare("pragma integrity_check").all())
    if (integrity_check !== "ok") yield String(integrity_check);
}

/** Takes all the faults, and where nothing more can be read, that. */
const told = (faults: Iterable<string>): string[] => {
  const found: string[] = [];
  try {
    for (const fault of faults) found.push(fault);
  } catch (error) {
    const damage = damageIn(error);
    if (!(damage instanceof Damaged)) throw error;
    found.push(damage.message);
  }
  return found;
};

/** Whether every event is as it was written, and where the index says. */
export const verify = (database: DatabaseSync): Verdict => {
  let events = 0;
  const count = () => {
    events += 1;
  };
  const faults = [faultsOfFile(database), faultsOfEvents(database, count), faultsOfStreams(database)].flatMap(told);
  return { events, faults };
};
