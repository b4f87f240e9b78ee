import type { GuardedLog } from "../access/guarded-log.ts";
import { accessDenied, streamDeleted } from "../failure.ts";
import { ReadResp } from "../wire/read-messages.ts";
import { streamIdentifier } from "../wire/shared.ts";
import type { Outlet } from "./outlet.ts";
import type { StreamAsked } from "./read-request.ts";
import { presenting } from "./resolve.ts";

const pageSize = 256n;
const beyond = 2n ** 63n - 2n;

/** Reads up to `count` visible events of a stream in either direction. */
export const readStream = async (log: GuardedLog, to: Outlet, asked: StreamAsked, count: bigint): Promise<void> => {
  const { stream, backwards } = asked;
  if (!log.mayRead(stream)) throw accessDenied();
  if (log.isTombstoned(stream)) throw streamDeleted(stream);
  const last = log.lastRevision(stream);
  if (last < 0n || log.isSoftlyDeleted(stream)) {
    await to.send(ReadResp.encode({ streamNotFound: { streamIdentifier: streamIdentifier(stream) } }));
    return to.end();
  }
  const present = presenting(log, asked);
  const start = asked.from === "start" ? 0n : asked.from === "end" ? last : asked.from;
  let cursor = backwards && start > last ? last : start;
  let left = asked.from === "end" && !backwards ? 0n : count;
  while (left > 0n && cursor >= 0n && cursor <= beyond) {
    const most = Number(left < pageSize ? left : pageSize);
    const { events, isLast } = log.readStream(stream, cursor, backwards ? 0n : beyond, most);
    for (const event of events) {
      if (!to.put(present(event)) && !(await to.room())) return;
      cursor = event.revision + (backwards ? -1n : 1n);
    }
    left -= BigInt(events.length);
    if (isLast) break;
    await to.pause();
    if (!to.isOpen()) return;
  }
  if (asked.tellsLastRevision) await to.send(ReadResp.encode({ lastStreamPosition: last }));
  to.end();
};
