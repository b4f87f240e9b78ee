import type { GuardedLog } from "../access/guarded-log.ts";
import { accessDenied } from "../failure.ts";
import type { Outlet } from "./outlet.ts";
import type { AllAsked } from "./read-request.ts";
import { presenting } from "./resolve.ts";

const pageSize = 256;

/**
 * A position is inclusive when reading forwards and exclusive when reading backwards; beyond the end there is nothing
 * to read.
 */
const begin = (log: GuardedLog, { from, backwards }: AllAsked): bigint | undefined => {
  const end = log.end();
  if (from === "start") return backwards ? undefined : -1n;
  if (from === "end") return backwards ? end : undefined;
  if (from > end) return undefined;
  return backwards ? from : from - 1n;
};

/** Reads up to `count` events of `$all` in either direction. */
export const readAll = async (log: GuardedLog, to: Outlet, asked: AllAsked, count: bigint): Promise<void> => {
  if (!log.mayRead("$all")) throw accessDenied();
  const present = presenting(log, asked);
  const read = asked.backwards ? log.readAllBefore : log.readAllAfter;
  let cursor = begin(log, asked);
  let left = count;
  while (cursor !== undefined && left > 0n) {
    const { events, isLast } = read(cursor, asked.filter || left > pageSize ? pageSize : Number(left));
    for (const event of events) {
      cursor = event.position;
      if (asked.filter && !asked.filter.lets(event)) continue;
      if (!to.put(present(event)) && !(await to.room())) return;
      left -= 1n;
      if (left === 0n) break;
    }
    if (isLast) break;
    await to.pause();
    if (!to.isOpen()) return;
  }
  to.end();
};
