import { isCorrection, isOwn, type RecordOf } from "./correction.ts";

type Said = { readonly type: string; readonly data: unknown };

/** One record of a stream: an event, or a correction of one, under its event id. */
export type Entry<E extends Said> = { readonly id: string; readonly event: RecordOf<E> };

/** A dated event as corrected. It holds from the day `on`; an event without a day has an empty `on`, before all days. */
export type Fact<E extends Said> = { readonly id: string; readonly on: string; readonly event: E };

type Evolve<State, E extends Said> = {
  readonly [T in E["type"]]: (
    state: State,
    data: Extract<E, { readonly type: T }>["data"],
    fact: Pick<Fact<E>, "id" | "on">,
  ) => State;
};

/**
 * The meaning of a category's events: the only definition of how a subject's record becomes its state on a day. Rules,
 * views of other subjects and projections all fold streams with it.
 */
export type Meaning<State, E extends Said> = {
  readonly category: string;
  /** The state before the first fact. */
  readonly initial: State;
  /** The day from which an event holds; empty for one without a day. */
  readonly on: (event: E) => string;
  /** A key that may occur once a day; undefined for events that may occur any number of times a day. */
  readonly about: (event: E) => string | undefined;
  /** One handler per type. Facts of one day apply in the order of the handlers, such as leaving before joining. */
  readonly evolve: Evolve<State, E>;
};

const ranks = new WeakMap<object, ReadonlyMap<string, number>>();

const rankOf = (evolve: object, type: string): number => {
  const known = ranks.get(evolve) ?? new Map(Object.keys(evolve).map((key, rank) => [key, rank]));
  ranks.set(evolve, known);
  return known.get(type) ?? 0;
};

/** The events with their corrections applied; a corrected event keeps its place in the record. */
export const corrected = <E extends Said>(entries: readonly Entry<E>[]): readonly { id: string; event: E }[] => {
  const becomes = new Map<string, E | null>();
  for (const { event } of entries) if (isCorrection(event)) becomes.set(event.data.event, event.data.becomes);
  return entries.flatMap(({ id, event }) => {
    const now = isOwn(event) ? (becomes.has(id) ? becomes.get(id) : event) : null;
    return now ? [{ id, event: now }] : [];
  });
};

/**
 * The facts in the order in which they apply: by day, then by type, then as recorded. Events without a day keep the
 * order of the record, because nothing else orders them: declining an invitation comes before the next invitation.
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

/** Facts with the spans of their states. */
type Folded<State, E extends Said> = { readonly facts: readonly Fact<E>[]; readonly spans: readonly Span<State>[] };

/** The first day on which the facts differ; undefined if all are equal. */
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
 * The state over all time, oldest first: one span for each day on which a fact applies. With `before`, the spans before
 * the first day on which the facts differ are reused.
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
