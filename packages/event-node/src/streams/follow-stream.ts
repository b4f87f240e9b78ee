import { randomUUID } from "node:crypto";
import type { GuardedLog } from "../access/guarded-log.ts";
import type { Clock } from "../clock.ts";
import { accessDenied, streamDeleted } from "../failure.ts";
import { deletedRevision } from "../log/metadata.ts";
import { ReadResp } from "../wire/read-messages.ts";
import { timestamp } from "../wire/shared.ts";
import type { Outlet } from "./outlet.ts";
import type { StreamAsked } from "./read-request.ts";
import { presenting } from "./resolve.ts";

const pageSize = 256;

/** A subscription to a stream: sends the events after a revision (catch-up) and continues with new ones (live). */
export const followStream = async (log: GuardedLog, to: Outlet, asked: StreamAsked, clock: Clock): Promise<void> => {
  const { stream, from } = asked;
  if (!log.mayRead(stream)) throw accessDenied();
  if (log.isTombstoned(stream)) throw streamDeleted(stream);
  const present = presenting(log, asked);
  let cursor = from === "start" ? -1n : from === "end" ? log.lastRevision(stream) : from;
  let isLive = false;
  await to.send(ReadResp.encode({ confirmation: { subscriptionId: randomUUID() } }));
  while (to.isOpen()) {
    if (!log.mayRead(stream)) throw accessDenied();
    const seen = log.end();
    const { events, isLast } = log.readStream(stream, cursor + 1n, deletedRevision, pageSize);
    for (const event of events) {
      if (!to.put(present(event)) && !(await to.room())) return;
      cursor = event.revision;
      if (cursor === deletedRevision) throw streamDeleted(stream);
    }
    if (!isLast || log.end() !== seen) {
      isLive &&= isLast;
      await to.pause();
    } else if (!isLive) {
      isLive = true;
      const caughtUp = { timestamp: timestamp(clock()), ...(cursor >= 0n && { streamRevision: cursor }) };
      await to.send(ReadResp.encode({ caughtUp }));
    } else {
      await to.idle();
    }
  }
};
