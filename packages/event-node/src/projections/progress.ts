import { setImmediate as nextTurn } from "node:timers/promises";
import { eventData, eventMetadata } from "../log/event-data.ts";
import type { NewEvent } from "../log/ledger.ts";
import type { Log } from "../log/log.ts";
import { linkType } from "../streams/resolve.ts";
import { isOfLinks, linkedPosition } from "./link.ts";

export const checkpointStream = "$projections-$system-checkpoint";

export const checkpointOf = (position: bigint): Omit<NewEvent, "id"> => ({
  type: "$ProjectionCheckpoint",
  isJson: true,
  metadata: Buffer.alloc(0),
  data: Buffer.from(JSON.stringify(String(position))),
});

/** The stored checkpoint; every event up to it has its links. */
const storedCheckpoint = (log: Log): bigint => {
  const last = log.lastRevision(checkpointStream);
  const stored = last < 0n ? undefined : log.readStream(checkpointStream, last, last, 1).events[0];
  // Only this node writes here; anything else fails in the next line.
  return stored ? BigInt(JSON.parse(eventData(stored.body).toString("utf8")) as string) : -1n;
};

const pageSize = 500;

/**
 * The position of the last linked event. Links are written in the order of their events, and those of a batch
 * atomically, so the last link after the checkpoint shows how far the projection has come.
 */
export const lastLinked = async (log: Log): Promise<bigint> => {
  let linked = storedCheckpoint(log);
  for (let at = linked, isLast = false; !isLast; await nextTurn()) {
    const page = log.readAllAfter(at, pageSize);
    for (const { stream, type, body, position } of page.events) {
      at = position;
      const of = type === linkType && isOfLinks(stream) ? linkedPosition(eventMetadata(body)) : undefined;
      if (of !== undefined && of > linked) linked = of;
    }
    isLast = page.isLast;
  }
  return linked;
};
