import type { DatabaseSync } from "node:sqlite";
import { checksum } from "../log/checksum.ts";
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
  if (BigInt(checksum(position, body)) !== event.checksum) return `${at} is not as it was written.`;
  if (position < end) return `${at} begins before the end of the one before it.`;
  const head = Head.decode(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const isSame =
    head.stream?.streamName?.toString("utf8") === stream && head.revision === revision && idOf(body) === uuidText(id);
  return isSame ? undefined : `${at} is indexed as another one.`;
};

/** Whether every event is as it was written, and where the index says. */
export const verify = (database: DatabaseSync): Verdict => {
  const problems = database.prepare("pragma integrity_check").all();
  const faults = problems.map(({ integrity_check }) => String(integrity_check)).filter((said) => said !== "ok");
  let events = 0;
  let end = 0n;
  for (const event of storedEvents(database)) {
    events += 1;
    const fault = faultOf(event, end);
    if (fault) faults.push(fault);
    end = event.position + BigInt(event.body.length) + 1n;
  }
  return { events, faults };
};
