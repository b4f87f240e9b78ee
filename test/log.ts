import { randomUUID } from "node:crypto";
import { catalogueOf, categoryOf } from "@lianxiao/events";
import type { Recorded } from "@lianxiao/kernel";
import { type AnyEvent, type Entered, entered } from "./events.ts";

/** Encodes an event for its stream, in the latest shape and under the name of that shape. */
const stored = (stream: string, event: Entered["event"]) => {
  const found = catalogueOf(categoryOf(stream));
  if (found === undefined) throw new RangeError(`${stream} is not a stream of a published category.`);
  return found.encode(event);
};

/** A log that records events like a store, ten positions and one minute apart. */
export const createLog = (start = new Date("2023-01-01T00:00:00Z")) => {
  const revisions = new Map<string, bigint>();
  let length = 0;
  return (said: AnyEvent | Entered, recordedAt?: Date): Recorded => {
    const { id, stream, event } = "stream" in said ? said : entered(randomUUID(), said);
    const revision = (revisions.get(stream) ?? -1n) + 1n;
    revisions.set(stream, revision);
    length += 1;
    return {
      id,
      stream,
      revision,
      position: BigInt(length) * 10n,
      ...stored(stream, event),
      metadata: {},
      recordedAt: recordedAt ?? new Date(start.getTime() + length * 60_000),
    };
  };
};
