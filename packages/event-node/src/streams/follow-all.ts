import { randomUUID } from "node:crypto";
import type { GuardedLog } from "../access/guarded-log.ts";
import type { Clock } from "../clock.ts";
import { accessDenied } from "../failure.ts";
import { ReadResp } from "../wire/read-messages.ts";
import { position, timestamp } from "../wire/shared.ts";
import type { Outlet } from "./outlet.ts";
import type { AllAsked } from "./read-request.ts";
import { presenting } from "./resolve.ts";

const pageSize = 256;

/** A subscription to `$all`: sends the events after a position (catch-up) and continues with new ones (live). */
export const followAll = async (log: GuardedLog, to: Outlet, asked: AllAsked, clock: Clock): Promise<void> => {
  const { from, filter } = asked;
  if (!log.mayRead("$all")) throw accessDenied();
  const present = presenting(log, asked);
  let cursor = from === "start" ? -1n : from === "end" ? log.lastPosition() : from;
  let checkpointed: bigint | undefined;
  let lookedAt = 0;
  let isLive = false;

  /** Sends the position up to which a filtered subscription has read, from which the client can resume. */
  const checkpoint = async () => {
    lookedAt = 0;
    if (!filter || cursor < 0n || cursor === checkpointed) return;
    checkpointed = cursor;
    await to.send(ReadResp.encode({ checkpoint: { ...position(cursor), timestamp: timestamp(clock()) } }));
  };

  await to.send(ReadResp.encode({ confirmation: { subscriptionId: randomUUID() } }));
  while (to.isOpen()) {
    if (!log.mayRead("$all")) throw accessDenied();
    const seen = log.end();
    const { events, isLast } = log.readAllAfter(cursor, pageSize);
    for (const event of events) {
      const isSent = (filter && !filter.lets(event)) || to.put(present(event));
      if (!isSent && !(await to.room())) return;
      cursor = event.position;
      lookedAt += 1;
      if (filter && lookedAt >= filter.checkpointInterval) await checkpoint();
    }
    if (!isLast || log.end() !== seen) {
      if (isLive && !isLast) await checkpoint();
      isLive &&= isLast;
      await to.pause();
    } else if (!isLive) {
      isLive = true;
      await checkpoint();
      const caughtUp = { timestamp: timestamp(clock()), ...(cursor >= 0n && { position: position(cursor) }) };
      await to.send(ReadResp.encode({ caughtUp }));
    } else {
      await to.idle();
    }
  }
};
