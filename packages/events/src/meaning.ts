import { isCorrection, isOwn, type RecordOf } from "./correction.ts";

type Said = { readonly type: string; readonly data: unknown };

/** One record of a stream: an event, or a correction of one, under its event id. */
export type Entry<E extends Said> = { readonly id: string; readonly event: RecordOf<E> };

/** What the record, as corrected, says from a day on. `on` is empty for what has no day: it holds before all days. */
export type Fact<E extends Said> = { readonly id: string; readonly on: string; readonly event: E };

type Evolve<State, E extends Said> = {
  readonly [T in E["type"]]: (
    state: State,
    data: Extract<E, { readonly type: T }>["data"],
    fact: Pick<Fact<E>, "id" | "on">,
  ) => State;
};

/**
 * What the events of one category mean: the one place that turns a subject's record into its state on a day. Rules,
 * views of other subjects and projections all read streams through it.
 */
export type Meaning<State, E extends Said> = {
  readonly category: string;
  /** Before the first fact. */
  readonly initial: State;
  /** From which day an event holds; empty for one without a day. */
  readonly on: (event: E) => string;
  /** What may be said once a day, as a key; undefined for what may be said any number of times. */
  readonly about: (event: E) => string | undefined;
  /** A handler a type. Their order is the order in which facts of one day take effect: leaving before joining. */
  readonly evolve: Evolve<State, E>;
};

const ranks = new WeakMap<object, ReadonlyMap<string, number>>();

const rankOf = (evolve: object, type: string): number => {
  const known = ranks.get(evolve) ?? new Map(Object.keys(evolve).map((key, rank) => [key, rank]));
  ranks.set(evolve, known);
  return known.get(type) ?? 0;
};

/** The record with its corrections applied; a corrected event keeps the place at which it was first recorded. */
export const corrected = <E extends Said>(entries: readonly Entry<E>[]): readonly { id: string; event: E }[] => {
  const becomes = new Map<string, E | null>();
  for (const { event } of entries) if (isCorrection(event)) becomes.set(event.data.event, event.data.becomes);
  return entries.flatMap(({ id, event }) => {
    const now = isOwn(event) ? (becomes.has(id) ? becomes.get(id) : event) : null;
    return now ? [{ id, event: now }] : [];
  });
};

/**
 * The facts in the order in which they take effect: by day, then by kind, then as they were recorded. What has no day
 * keeps the order of the record, which is all that is known of it: declining an invitation comes before the next one.
 */
export const factsOf = <State, E extends Said>(
  { on, evolve }: Pick<Meaning<State, E>, "on" | "evolve">,
  entries: readonly Entry<E>[],
): readonly Fact<E>[] =>
  corrected(entries)
    .map(({ id, event }) => ({ id, event, on: on(event) }))
    .sort((one, other) =>
      one.on === other.on
        ? one.on === ""
          ? 0
          : rankOf(evolve, one.event.type) - rankOf(evolve, other.event.type)
        : one.on < other.on
          ? -1
          : 1,
    );

/** The state after one more fact. */
export const after = <State, E extends Said>(
  { evolve }: Pick<Meaning<State, E>, "evolve">,
  state: State,
  fact: Fact<E>,
): State => {
  // The handler found by an event's own type takes that event's data.
  const handler = evolve[fact.event.type as E["type"]] as (state: State, data: unknown, fact: Fact<E>) => State;
  return handler(state, fact.event.data, fact);
};

/** A state and the day from which it holds, until the next one begins; the first begins before all days. */
export type Span<State> = { readonly from: string; readonly state: State };

/** Facts and what they amount to. */
type Folded<State, E extends Said> = { readonly facts: readonly Fact<E>[]; readonly spans: readonly Span<State>[] };

/** The first day of which the facts are not the same; undefined when all are. */
const firstChange = <E extends Said>(before: readonly Fact<E>[], facts: readonly Fact<E>[]): string | undefined => {
  const isOther = (fact: Fact<E>, place: number) => {
    const was = before[place];
    return was?.id !== fact.id || was.event !== fact.event;
  };
  const at = facts.findIndex(isOther);
  const [here, there] = at < 0 ? [undefined, before[facts.length]] : [facts[at], before[at]];
  return [here?.on, there?.on].filter((on) => on !== undefined).toSorted()[0];
};

/**
 * The state over all time, oldest first: one span for each day on which a fact takes effect. What was folded before, of
 * much the same facts, is taken over up to the first day that differs.
 */
export const spansOf = <State, E extends Said>(
  meaning: Pick<Meaning<State, E>, "initial" | "evolve">,
  facts: readonly Fact<E>[],
  before: Folded<State, E> = { facts: [], spans: [] },
): readonly Span<State>[] => {
  const changed = firstChange(before.facts, facts);
  if (changed === undefined && before.spans.length > 0) return before.spans;
  const same = before.spans.filter(({ from }) => changed !== undefined && from < changed);
  const spans: Span<State>[] = same.length > 0 ? same : [{ from: "", state: meaning.initial }];
  for (const fact of facts) {
    if (same.length > 0 && changed !== undefined && fact.on < changed) continue;
    const last = spans.at(-1);
    const state = after(meaning, last === undefined ? meaning.initial : last.state, fact);
    if (last?.from === fact.on) spans.pop();
    spans.push({ from: fact.on, state });
  }
  return spans;
};

/** The state on a day. */
export const stateOn = <State>(spans: readonly Span<State>[], day: string): State => {
  const span = spans.findLast(({ from }) => from <= day);
  // spansOf always gives a first span that begins before all days.
  if (span === undefined) throw new RangeError(`No state before ${day}: these are not the spans of a record.`);
  return span.state;
};
