import { after, type Entry, type Fact, factsOf, isCorrection, spansOf } from "@lianxiao/events";
import { type Message, Refusal } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import type { Refusals } from "./problem.ts";
import type { Language, Subject, Timeline } from "./subject.ts";

type Detail = Readonly<Record<string, unknown>>;

/** The timelines of the subjects that a category reads; a list of them for a list of subjects. */
export type Known<R> = {
  readonly [Name in keyof R]: R[Name] extends Subject<infer State, infer E>
    ? Timeline<State, E>
    : R[Name] extends readonly Subject<infer State, infer E>[]
      ? readonly Timeline<State, E>[]
      : never;
};

/** Returns the details of the violation if the fact is not allowed after the state before it, else nothing. */
export type Rule<State, E extends Message, K> = (
  before: State,
  fact: Fact<E>,
  known: K,
) => Detail | false | undefined | null | "";

type RulesOf<State, E extends Message, K> = Readonly<Record<string, Rule<State, E, K>>>;

/** An event in another subject's stream: the same fact from the other side, or the claim of something unique. */
export type Mirror = { readonly category: string; readonly id: string; readonly event: Message };

/** A possible but doubtful input: accepted with a warning. `pointer` is a JSON pointer into the body. */
export type Warning = { readonly code: string; readonly pointer: string };

/** The events that are about to be recorded of a subject. */
export type Asked<State, E extends Message> = {
  readonly id: string;
  readonly said: readonly E[];
  readonly own: Timeline<State, E>;
};

/** A category of subjects with the rules for its streams. */
export type Category<State, E extends Message, R extends object = object> = Language<State, E> & {
  /** The id of the event's subject. */
  readonly idOf: (event: E) => string;
  /** The other subjects that the rules read, as they are now; they may change before the append. */
  readonly reads: (request: Asked<State, E>) => R;
  /** Rules for every fact of the history. Each code has its titles in `refusals`. */
  readonly always: RulesOf<State, E, Known<R>>;
  /**
   * Rules of the whole dated history that take the state at the end of the fact's day instead: several facts of one day
   * may be consistent only together.
   */
  readonly atDayEnd?: RulesOf<State, E, Known<R>>;
  /** Rules for the new facts only, against the other subjects as they are now. */
  readonly now: RulesOf<State, E, Known<R>>;
  readonly refusals: Refusals;
  /** Warnings about an event, whichever command records it. */
  readonly doubts?: (
    event: E,
    at: { readonly own: Timeline<State, E>; readonly tree: RegionTree },
  ) => readonly Warning[];
  /** The event's mirrored events in other subjects' streams: written before the event itself, and corrected with it. */
  readonly mirrors: (event: E) => readonly Mirror[];
  /** Whether the stream already records what a mirrored event would say, so that it need not be written. */
  readonly holds?: (own: Timeline<State, E>, event: E) => boolean;
};

/** A rule for facts of the given types. */
export const when =
  <State, E extends Message, K, Type extends E["type"]>(
    types: Type | readonly Type[],
    rule: (
      before: State,
      data: Extract<E, { readonly type: Type }>["data"],
      known: K,
      fact: Fact<E>,
    ) => ReturnType<Rule<State, E, K>>,
  ): Rule<State, E, K> =>
  (before, fact, known) => {
    const wanted: readonly string[] = [types].flat();
    // The rule takes the data of the wanted types, and this is one of them.
    return wanted.includes(fact.event.type) && rule(before, fact.event.data as never, known, fact);
  };

type Ruled = "meaning" | "always" | "atDayEnd" | "now";

type Offence = { readonly code: string; readonly detail: Detail; readonly fact: Fact<Message> };

/** The refusals that every category has. */
export const commonRefusals = {
  SAID_ALREADY: ["同一天已记录过同一事项", "The same thing is recorded for that day already"],
  RECORD_UNKNOWN: ["没有这条记录", "There is no such record"],
  RECORD_OF_ANOTHER: [
    "该记录由另一方的记录产生，请在其来源处更正",
    "The record follows from another one; correct it where it comes from",
  ],
  RECORD_MOVED: [
    "更正不能改变记录所属对象，请在此撤销并在对方重新记录",
    "A correction cannot move a record to another subject; withdraw it here and record it there",
  ],
} as const satisfies Refusals;

const offencesOf = <State, E extends Message, R extends object>(
  category: Pick<Category<State, E, R>, Ruled>,
  entries: readonly Entry<E>[],
  known: Known<R>,
  isSaid: (fact: Fact<E>) => boolean,
): readonly Offence[] => {
  const { meaning, always, atDayEnd = {}, now } = category;
  const offences: Offence[] = [];
  const saidOn = new Map<string, string>();
  const facts = factsOf(meaning, entries);
  const dayEnds = new Map(spansOf(meaning, facts).map(({ from, state }) => [from, state]));
  let state = meaning.initial;
  for (const fact of facts) {
    const judge = (rules: RulesOf<State, E, Known<R>>, given: State): void => {
      for (const [code, rule] of Object.entries(rules)) {
        const detail = rule(given, fact, known);
        if (detail) offences.push({ code, detail, fact });
      }
    };
    judge(isSaid(fact) ? { ...now, ...always } : always, state);
    judge(atDayEnd, dayEnds.get(fact.on) ?? state);
    const about = meaning.about(fact.event);
    const key = `${fact.on} ${about}`;
    const first = about === undefined ? undefined : saidOn.get(key);
    if (first !== undefined) offences.push({ code: "SAID_ALREADY", detail: { on: fact.on, record: first }, fact });
    else if (about !== undefined) saidOn.set(key, fact.id);
    state = after(meaning, state, fact);
  }
  return offences;
};

const keyOf = ({ code, fact }: Offence): string => `${code} ${fact.id}`;

/**
 * Throws the Refusal for the first violation that the new entries cause: violations that were there before never block
 * a correction. If the violation is at another fact than the new ones, it is named by its record's id, type and day.
 */
export const propose = <State, E extends Message, R extends object>(
  category: Pick<Category<State, E, R>, Ruled>,
  recorded: readonly Entry<E>[],
  said: readonly Entry<E>[],
  known: Known<R>,
): void => {
  const about = new Set(said.map(({ id, event }) => (isCorrection(event) ? event.data.event : id)));
  const offences = offencesOf(category, [...recorded, ...said], known, ({ id }) => about.has(id));
  if (offences.length === 0) return;
  const old = new Set(offencesOf(category, recorded, known, () => false).map(keyOf));
  const fresh = offences.filter((offence) => !old.has(keyOf(offence)));
  const offence = fresh.find(({ fact }) => about.has(fact.id)) ?? fresh[0];
  if (offence === undefined) return;
  const { code, detail, fact } = offence;
  const named = { record: fact.id, type: fact.event.type, on: fact.on };
  throw new Refusal(code, about.has(fact.id) ? detail : { ...detail, fact: named });
};
