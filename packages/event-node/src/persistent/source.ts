import type { Log } from "../log/log.ts";
import { matchingFilter } from "../streams/filter.ts";
import { type GroupDefinition, isOfAll } from "./definition.ts";
import type { Found } from "./message.ts";

interface Looked extends Found {
  readonly place: bigint;
  readonly matches: boolean;
}

interface Look {
  readonly events: readonly Looked[];
  readonly isLast: boolean;
}

/** The source of a group: a stream, or `$all` with a filter. */
export interface Source {
  readonly after: (place: bigint, most: number) => Look;
  /** The last place in the source; -1 if it is empty. */
  readonly last: () => bigint;
}

/** Most events of a filtered log do not match, so more of them are read at once. */
const filteredPage = 256;

/** Excludes the revision of a tombstone, which a group does not receive. */
const lastRevisionOfAny = 2n ** 63n - 2n;

export const sourceOf = (log: Log, definition: GroupDefinition): Source => {
  const { source, filter } = definition;
  if (!isOfAll(definition))
    return {
      after: (place, most) => {
        if (log.isTombstoned(source)) return { events: [], isLast: true };
        const { events, isLast } = log.readStream(source, place + 1n, lastRevisionOfAny, most);
        return {
          events: events.map((stored) => ({ stored, stream: source, place: stored.revision, matches: true })),
          isLast,
        };
      },
      last: () => (log.isTombstoned(source) ? -1n : log.lastRevision(source)),
    };
  const lets = filter ? matchingFilter(filter) : () => true;
  return {
    after: (place, most) => {
      const { events, isLast } = log.readAllAfter(place, filter ? Math.max(most, filteredPage) : most);
      return {
        events: events.map((stored) => ({
          stored,
          stream: stored.stream,
          place: stored.position,
          matches: lets(stored),
        })),
        isLast,
      };
    },
    last: log.lastPosition,
  };
};
