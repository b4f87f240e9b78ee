import { corrected, type Entry, isOwn, type RecordOf } from "@lianxiao/events";
import { type Message, Refusal } from "@lianxiao/kernel";
import { type Category, type Known, propose } from "@lianxiao/service";
import fc from "fast-check";

/** An attempt to record an event, or to correct or withdraw an earlier one. */
export type Attempt<E> =
  | { readonly is: "SAID"; readonly event: E }
  | { readonly is: "CORRECTED"; readonly place: number; readonly like: E }
  | { readonly is: "WITHDRAWN"; readonly place: number };

export const attempts = <E>(event: fc.Arbitrary<E>): fc.Arbitrary<readonly Attempt<E>[]> => {
  const place = fc.nat({ max: 30 });
  const attempt: fc.Arbitrary<Attempt<E>> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ is: fc.constant("SAID" as const), event }) },
    { weight: 3, arbitrary: fc.record({ is: fc.constant("CORRECTED" as const), place, like: event }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant("WITHDRAWN" as const), place }) },
  );
  return fc.array(attempt, { minLength: 5, maxLength: 40, size: "max" });
};

/** The event with the day of `like`, or `like` itself if it has the same type. */
const moved = <E extends Message>(event: E, like: E): E => {
  if (event.type === like.type) return like;
  const { data } = like;
  const day = typeof data === "object" && data !== null && "on" in data ? { on: data.on } : {};
  // The data of every event is an object, and `on` is a day in each that has it.
  return { ...event, data: { ...(event.data as object), ...("on" in (event.data as object) ? day : {}) } };
};

const recordOf = <E extends Message>(attempt: Attempt<E>, entries: readonly Entry<E>[]): RecordOf<E> | undefined => {
  if (attempt.is === "SAID") return attempt.event;
  const own = entries.filter(({ event }) => isOwn(event));
  const target = own[attempt.place % own.length];
  if (target === undefined || !isOwn(target.event)) return undefined;
  const event = corrected(entries).find(({ id }) => id === target.id)?.event ?? target.event;
  const becomes = attempt.is === "WITHDRAWN" ? null : moved(event, attempt.like);
  return { type: "Corrected", data: { event: target.id, becomes, reason: "误录" } };
};

/** The entries after all attempts, one after another; attempts that the rules of the category refuse are skipped. */
export const recordedBy = <State, E extends Message, R extends object>(
  category: Category<State, E, R>,
  attempts: readonly Attempt<E>[],
  known: (entries: readonly Entry<E>[]) => Known<R>,
): readonly Entry<E>[] => {
  const entries: Entry<E>[] = [];
  for (const attempt of attempts) {
    const event = recordOf(attempt, entries);
    if (event === undefined) continue;
    const entry = { id: `given-${entries.length}`, event };
    try {
      propose(category, entries, [entry], known(entries));
      entries.push(entry);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return entries;
};

/** Events of which no two have the same day and type, and the same events in another order. */
export const inTwoOrders = <E extends Message>(
  event: fc.Arbitrary<E>,
  on: (event: E) => string,
): fc.Arbitrary<readonly [readonly E[], readonly E[]]> =>
  fc
    .uniqueArray(event, { minLength: 2, maxLength: 20, size: "max", selector: (one) => `${on(one)} ${one.type}` })
    .chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
      ),
    );
