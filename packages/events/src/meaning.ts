import { isCorrection, isOwn, type RecordOf } from "./correction.ts";

type Said = { readonly type: string; readonly data: unknown };

/** One record of a stream: an event, or a correction of one, under its event id. */
export type Entry<E extends Said> = { readonly id: string; readonly event: RecordOf<E> };

/**
 * A dated event as corrected. `on` is the day from which it holds, or empty for an event without a date, which holds
 * before all days.
 */
export type Fact<E extends Said> = { readonly id: string; readonly on: string; readonly event: E };

type Evolve<State, E extends Said> = {
  readonly [T in E["type"]]: (
    state: State,
    data: Extract<E, { readonly type: T }>["data"],
    fact: Pick<Fact<E>, "id" | "on">,
  ) => State;
};

/**
 * How the events of one category fold into the state of a subject on a day. Rules, reads of other subjects and
 * projections all interpret streams through it.
 */
export type Meaning<State, E extends Said> = {
  readonly category: string;
  /** The state before the first fact. */
  readonly initial: State;
  /** The day from which an event holds; empty for an event without a date. */
  readonly on: (event: E) => string;
  /** A key of which there may be one event a day; undefined if the number of events is not limited. */
  readonly about: (event: E) => string | undefined;
  /**
   * One handler per event type. Facts of the same day take effect in the order of the handlers: leaving before joining.
   */
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
 * The facts in the order in which they take effect: by day, then by type, then in the order of recording. Those without
 * a date keep the order of recording, the only one known: declining an invitation precedes the next one.
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
  // The cast holds because the handler found by an event's type takes that event's data.
  const handler = evolve[fact.event.type as E["type"]] as (state: State, data: unknown, fact: Fact<E>) => State;
  return handler(state, fact.event.data, fact);
};

/** A state and the day from which it holds, until the next span begins; the first span begins before all days. */
export type Span<State> = { readonly from: string; readonly state: State };

/** Facts and the spans folded from them. */
type Folded<State, E extends Said> = { readonly facts: readonly Fact<E>[]; readonly spans: readonly Span<State>[] };

/** The first day on which the two lists of facts differ; undefined if they are equal. */
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
 * The state over time, oldest first: one span for each day on which a fact takes effect. The spans of an earlier fold
 * (`before`) are reused up to the first day on which its facts differ.
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

export const stateOn = <State>(spans: readonly Span<State>[], day: string): State => {
  const span = spans.findLast(({ from }) => from <= day);
  // spansOf always gives a first span that begins before all days.
  if (span === undefined) throw new RangeError(`No state before ${day}: these are not the spans of a record.`);
  return span.state;
};
