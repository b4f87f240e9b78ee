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
  /** One sentence for each fault. */
  readonly faults: readonly string[];
}

const Head = message({ stream: one(2, StreamIdentifier), revision: one(3, uint64), data: one(8, bytes) });

/** Describes what is wrong with an event; undefined if nothing is. */
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

/** Describes the faults in the events, in order: each must begin where the previous one ends, or after a gap. */
function* faultsOfEvents(database: DatabaseSync, count: () => void): Iterable<string> {
  const { isNext } = gaps(database);
  let end = 0n;
  for (const event of storedEvents(database)) {
    count();
    const fault = faultOf(event, end);
    if (fault) yield fault;
    else if (!isNext(end, event.position))
      yield `The part of the log from position ${end} up to ${event.position} is missing.`;
    end = event.position + BigInt(event.body.length) + 1n;
  }
}

/** Describes the streams of which events are missing. */
function* faultsOfStreams(database: DatabaseSync): Iterable<string> {
  const incomplete = prepare<{ name: string; first: bigint; last: bigint; count: bigint }>(
    database,
    `select s.name, s.first, s.last, count(e.position) as count from streams s left join events e on e.stream = s.id
     group by s.id
     having coalesce(max(e.revision), s.first - 1) <> s.last or coalesce(min(e.revision), s.first) < s.first
       or (s.last < 9223372036854775807 and count(e.position) <> s.last - s.first + 1)`,
  );
  for (const { name, first, last, count } of incomplete.each())
    yield `${name} has revisions ${first} to ${last}, but ${count} events are stored.`;
}

function* faultsOfFile(database: DatabaseSync): Iterable<string> {
  for (const { integrity_check } of database.prepare("pragma integrity_check").all())
    if (integrity_check !== "ok") yield String(integrity_check);
}

/** Collects all faults, and the error at which the log could not be read any further. */
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

/** Checks that every event is as it was written and can be found by its index. */
export const verify = (database: DatabaseSync): Verdict => {
  let events = 0;
  const count = () => {
    events += 1;
  };
  const faults = [faultsOfFile(database), faultsOfEvents(database, count), faultsOfStreams(database)].flatMap(told);
  return { events, faults };
};
