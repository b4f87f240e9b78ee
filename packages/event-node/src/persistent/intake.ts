import type { Log } from "../log/log.ts";
import { type Progress, storedCheckpoint } from "./checkpoint.ts";
import type { GroupDefinition } from "./definition.ts";
import { messageOf } from "./message.ts";
import type { ParkedMessages } from "./parked.ts";
import { sourceOf } from "./source.ts";
import type { Waiting } from "./waiting.ts";

/** Reads events from the source, and parked messages for a replay, into a group's queue, up to its capacity. */
export const intake = (log: Log, definition: GroupDefinition, queue: Waiting, parked: ParkedMessages) => {
  const { readBatchSize, resolveLinks, liveBufferSize } = definition.settings;
  const source = sourceOf(log, definition);
  let place = storedCheckpoint(log, definition) ?? definition.startAfter;
  let seen = 0;
  let isBehind = true;
  /** Events after this count were written while the group had caught up; they are live. */
  let liveFrom = Infinity;

  const unpark = () => {
    for (const { parkedAt, found } of parked.read(readBatchSize)) {
      const at = { seen: 0, before: 0n, parkedAt };
      if (found) queue.addAgain(messageOf(log, found, resolveLinks, at));
      else parked.settle(parkedAt);
    }
  };
  const look = () => {
    const { events, isLast } = source.after(place, readBatchSize);
    for (const { matches, place: here, ...found } of events) {
      seen += 1;
      if (matches) queue.add(messageOf(log, found, resolveLinks, { seen, before: place }));
      place = here;
    }
    isBehind = !isLast;
    if (isLast) liveFrom = Math.min(liveFrom, seen);
    else if (!queue.hasRoom()) liveFrom = Infinity;
  };

  return {
    take: () => {
      if (parked.isReplaying() && queue.hasRoomAgain()) unpark();
      if (queue.hasRoom()) look();
    },
    /** Whether there are more events for which the queue has room. */
    canTakeMore: () => (isBehind && queue.hasRoom()) || (parked.isReplaying() && queue.hasRoomAgain()),
    progress: (): Progress => ({ place, seen }),
    isBehind: () => isBehind,
    liveCount: () => Math.min(queue.freshSince(liveFrom), liveBufferSize),
    last: source.last,
  };
};
