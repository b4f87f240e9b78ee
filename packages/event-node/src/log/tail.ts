import type { Encodings } from "../wire/recorded-event.ts";
import type { Written } from "./ledger.ts";

/** An event that several may be about to send: what one of them encodes, the others need not. */
export interface Recent extends Written {
  readonly encodings: Encodings;
}

const mostEvents = 4_096;
const mostBytes = 4n * 1024n * 1024n;

/** Where in a list, ordered by what `place` gives, those that are not before `at` begin. */
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
 * The end of the log, in memory, for all who follow it, so that a thousand followers do not each ask the database. It
 * holds every event from some position on, and is never ahead of the disk.
 */
export const tail = (end: () => bigint) => {
  let all: Recent[] = [];
  let shown: Recent[] = [];
  let byStream = new Map<string, Recent[]>();
  let to = end();
  /** Every event that begins after this is here. */
  let after = to - 1n;

  /** Forgets all, and passes over what was written last. */
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
    /** Takes in what the disk has been given since the last time, and tells of which streams it is. */
    take: (written: readonly Written[]): ReadonlySet<string> => {
      // A position is a place in bytes.
      if (end() - to > mostBytes) clear(written);
      else for (const event of written) add({ ...event, encodings: {} });
      to = end();
      while (all.length > mostEvents || to - (all[0]?.position ?? to) > mostBytes) dropFirst();
      return new Set(written.map(({ stream }) => stream));
    },
    /** What is shown in $all from a position on; nothing if not all of that is here. */
    allFrom: (position: bigint): { readonly events: readonly Recent[]; readonly start: number } | undefined =>
      isCurrent() && position > after ? { events: shown, start: search(shown, positionOf, position) } : undefined,
    /** A stream's events from a revision to its last; nothing if not all of them are here. */
    ofStreamFrom: (stream: string, revision: bigint): readonly Recent[] | undefined => {
      const events = isCurrent() ? byStream.get(stream) : undefined;
      const first = events?.[0];
      if (!events || !first || first.revision > revision) return undefined;
      return events.slice(search(events, revisionOf, revision));
    },
  };
};

export type Tail = ReturnType<typeof tail>;
