import type { Encodings } from "../wire/recorded-event.ts";
import type { Written } from "./ledger.ts";

/** An event that may be sent to several subscribers; the encoded message is shared between them. */
export interface Recent extends Written {
  readonly encodings: Encodings;
}

const mostEvents = 4_096;
const mostBytes = 4n * 1024n * 1024n;

/** Binary search: the index of the first item whose `place` is not before `at`. */
const search = <T>(list: readonly T[], place: (item: T) => bigint, at: bigint): number => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && place(item) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

const positionOf = ({ position }: Recent) => position;
const revisionOf = ({ revision }: Recent) => revision;

/**
 * The most recent events, kept in memory for all subscribers, so that a thousand of them do not each query the
 * database. It holds every event after some position and is never ahead of the disk.
 */
export const tail = (end: () => bigint) => {
  let all: Recent[] = [];
  let shown: Recent[] = [];
  let byStream = new Map<string, Recent[]>();
  let to = end();
  /** Every event after this position is in memory. */
  let after = to - 1n;

  /** Drops all events, and skips those that were just written. */
  const clear = (written: readonly Written[] = []) => {
    after = (written.at(-1) ?? all.at(-1))?.position ?? after;
    [all, shown, byStream] = [[], [], new Map()];
    to = end();
  };
  const add = (event: Recent) => {
    all.push(event);
    if (event.hidden === 0n) shown.push(event);
    const ofStream = byStream.get(event.stream);
    if (ofStream) ofStream.push(event);
    else byStream.set(event.stream, [event]);
  };
  const dropFirst = () => {
    const first = all.shift();
    if (!first) return;
    if (shown[0] === first) shown.shift();
    const ofStream = byStream.get(first.stream);
    ofStream?.shift();
    if (ofStream?.length === 0) byStream.delete(first.stream);
    after = first.position;
  };
  const isCurrent = () => to === end();

  return {
    clear,
    /** Adds the events written since the last call, and returns the names of their streams. */
    take: (written: readonly Written[]): ReadonlySet<string> => {
      // Positions are counted in bytes.
      if (end() - to > mostBytes) clear(written);
      else for (const event of written) add({ ...event, encodings: {} });
      to = end();
      while (all.length > mostEvents || to - (all[0]?.position ?? to) > mostBytes) dropFirst();
      return new Set(written.map(({ stream }) => stream));
    },
    /** The visible events of $all from a position on; undefined if some of them are no longer in memory. */
    allFrom: (position: bigint): { readonly events: readonly Recent[]; readonly start: number } | undefined =>
      isCurrent() && position > after ? { events: shown, start: search(shown, positionOf, position) } : undefined,
    /** A stream's events from a revision on; undefined if some of them are no longer in memory. */
    ofStreamFrom: (stream: string, revision: bigint): readonly Recent[] | undefined => {
      const events = isCurrent() ? byStream.get(stream) : undefined;
      const first = events?.[0];
      if (!events || !first || first.revision > revision) return undefined;
      return events.slice(search(events, revisionOf, revision));
    },
  };
};

export type Tail = ReturnType<typeof tail>;
