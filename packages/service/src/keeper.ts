import { corrected, type Entry } from "@lianxiao/events";
import { Contended, type EventStore, type Message, RevisionConflict, uuidV5 } from "@lianxiao/kernel";
import { type About, readKnown } from "./known.ts";
import { type Wanted, wantedBy } from "./mirrors.ts";
import { type Category, propose } from "./rules.ts";
import { entriesOf, type Subject, streamOf, timelineOf } from "./subject.ts";

/** The mirrored event of another stream's record, under its own id. `wanted` is null if it is to be withdrawn. */
export type Kept = {
  readonly id: string;
  readonly eventId: string;
  readonly wanted: Message | null;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The stream of the source record, with the records that are about to be appended to it. */
  readonly about?: About | undefined;
};

/** Makes the mirrored event equal to `wanted`. Returns what it was before, so that it can be undone. */
export type Keeper = {
  readonly category: string;
  readonly ensure: (store: EventStore, kept: Kept) => Promise<Message | null>;
  /** The mirrored events of one record as corrected so far; none if it was withdrawn or never recorded. */
  readonly askedBy: (
    store: EventStore,
    record: { readonly id: string; readonly eventId: string },
  ) => Promise<readonly Wanted[]>;
};

const attempts = 8;

/**
 * Writes the mirrored events of one category. Idempotent: it compares the wanted state with the recorded one, and
 * undoes when asked for the state before. The category's rules of the whole history hold as for any event;
 * throws their Refusal.
 */
export const keeperOf = <State, E extends Message, R extends object>(category: Category<State, E, R>): Keeper => ({
  category: category.catalogue.category,
  ensure: async (store, { id, eventId, wanted, reason, metadata, about }) => {
    const subject: Subject<State, E> = { language: category, id };
    const stream = streamOf(subject);
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const history = await store.read(stream);
      const entries = entriesOf(category, history);
      // The cast holds because a source asks this keeper only for events of its category.
      const event = wanted as E | null;
      const before = corrected(entries).find((one) => one.id === eventId)?.event ?? null;
      if (same(category, before, event)) return before;
      const own = timelineOf(subject, history);
      if (event !== null && !entries.some((entry) => entry.id === eventId) && category.holds?.(own, event))
        return event;
      const revision = history.at(-1)?.revision ?? -1n;
      const recorded = entries.some((entry) => entry.id === eventId);
      const entry: Entry<E> =
        !recorded && event !== null
          ? { id: eventId, event }
          : {
              id: uuidV5(eventId, "corrected", String(revision)),
              event: { type: "Corrected", data: { event: eventId, becomes: event, reason } },
            };
      const known = await readKnown(store, category, { id, said: event === null ? [] : [event], own }, about);
      propose({ ...category, now: {} }, entries, [entry], known);
      try {
        const stored = category.catalogue.encode(entry.event);
        await store.append({ stream, revision, events: [{ id: entry.id, ...stored, metadata }] });
        return before;
      } catch (error) {
        if (!(error instanceof RevisionConflict)) throw error;
      }
    }
    throw new Contended(`${stream} moved ${attempts} times while event ${eventId} was brought into it.`);
  },
  askedBy: async (store, { id, eventId }) => {
    const subject: Subject<State, E> = { language: category, id };
    const entries = entriesOf(category, await store.read(streamOf(subject)));
    const event = corrected(entries).find((entry) => entry.id === eventId)?.event;
    return event === undefined ? [] : wantedBy(category, { entries }, { id: eventId, event });
  },
});

// Encoding orders the fields as the shape does and omits undefined ones, so that equal events give equal JSON.
const same = <E extends Message>(
  { catalogue }: { readonly catalogue: { readonly encode: (event: E) => Message } },
  one: E | null,
  other: E | null,
): boolean =>
  one === null || other === null
    ? one === other
    : JSON.stringify(catalogue.encode(one)) === JSON.stringify(catalogue.encode(other));
