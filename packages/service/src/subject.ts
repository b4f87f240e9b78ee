import {
  catalogues,
  code,
  codeMeaning,
  type Entry,
  type Fact,
  factsOf,
  group,
  groupMeaning,
  type Meaning,
  membership,
  membershipMeaning,
  type RecordOf,
  region,
  type Span,
  school,
  schoolMeaning,
  spansOf,
  stateOn,
} from "@lianxiao/events";
import type { EventStore, Message, StreamEvent } from "@lianxiao/kernel";
import { regionMeaning } from "@lianxiao/regions";

/** A category's stored events and their meaning. */
export type Language<State, E extends Message> = {
  readonly catalogue: {
    readonly category: string;
    readonly encode: (record: RecordOf<E>) => Message;
    readonly decode: (stored: Message) => RecordOf<E> | undefined;
  };
  readonly meaning: Meaning<State, E>;
};

/** One subject of a category, by its id. */
export type Subject<State, E extends Message = Message> = {
  readonly language: Language<State, E>;
  readonly id: string;
};

/** A subject's dated history as recorded now: `entries` are the records, `facts` the events as corrected. */
export type Timeline<State, E extends Message = Message> = {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly entries: readonly Entry<E>[];
  readonly facts: readonly Fact<E>[];
  /** Whether it has any fact; false also if all its records were withdrawn. */
  readonly exists: boolean;
  readonly on: (day: string) => State;
  /** The state after the last day on which anything changes. */
  readonly latest: State;
};

export const streamOf = <State, E extends Message>({ language, id }: Subject<State, E>): string =>
  `${language.catalogue.category}-${id}`;

const subjects =
  <State, E extends Message>(catalogue: Language<State, E>["catalogue"], meaning: Meaning<State, E>) =>
  (id: string): Subject<State, E> => ({ language: { catalogue, meaning }, id });

/** Subjects of the published categories, for rules and permissions that read other streams. */
export const schoolOf = subjects(school, schoolMeaning);
export const groupOf = subjects(group, groupMeaning);
export const membershipOf = subjects(membership, membershipMeaning);
/** The whole region tree is one subject, `cn`. */
export const regionsOf = subjects(region, regionMeaning);
/** The holder of a school code (学校标识码). */
export const codeOf = subjects(code, codeMeaning);

/** The prefixes of the streams that rules and permissions may read. */
export const subjectPrefixes: readonly string[] = catalogues.map(({ category }) => `${category}-`);

/** The entries of a stream; events of unknown types are skipped. */
export const entriesOf = <State, E extends Message>(
  { catalogue }: Language<State, E>,
  history: readonly StreamEvent[],
): readonly Entry<E>[] =>
  history.flatMap((stored) => {
    const event = decoded(catalogue, stored);
    return event === undefined ? [] : [{ id: stored.id, event }];
  });

const kept = new WeakMap<StreamEvent, unknown>();

/** Decodes an event; the result is cached for as long as the event is in memory. */
const decoded = <E extends Message>(
  catalogue: { readonly decode: (stored: Message) => RecordOf<E> | undefined },
  stored: StreamEvent,
): RecordOf<E> | undefined => {
  // A stream belongs to one category, so the cached result came from the same catalogue.
  if (kept.has(stored)) return kept.get(stored) as RecordOf<E> | undefined;
  const event = catalogue.decode(stored);
  kept.set(stored, event);
  return event;
};

/** The dated history of a subject's entries. */
export const timelineFrom = <State, E extends Message>(
  subject: Subject<State, E>,
  entries: readonly Entry<E>[],
  revision: bigint,
): Timeline<State, E> => {
  const { meaning } = subject.language;
  const facts = factsOf(meaning, entries);
  const spans: readonly Span<State>[] = spansOf(meaning, facts);
  return {
    id: subject.id,
    stream: streamOf(subject),
    revision,
    entries,
    facts,
    exists: facts.length > 0,
    on: (day) => stateOn(spans, day),
    latest: stateOn(spans, "9999-12-31"),
  };
};

const timelines = new WeakMap<readonly StreamEvent[], unknown>();

/** The dated history of a stream's events; cached as long as the stream is in memory unchanged. */
export const timelineOf = <State, E extends Message>(
  subject: Subject<State, E>,
  history: readonly StreamEvent[],
): Timeline<State, E> => {
  const known = timelines.get(history);
  // An array of events belongs to one stream, so its timeline is of that stream's category.
  if (known !== undefined) return known as Timeline<State, E>;
  const timeline = timelineFrom(subject, entriesOf(subject.language, history), history.at(-1)?.revision ?? -1n);
  if (history.length > 0) timelines.set(history, timeline);
  return timeline;
};

export const readSubject = async <State, E extends Message>(
  store: Pick<EventStore, "read">,
  subject: Subject<State, E>,
): Promise<Timeline<State, E>> => timelineOf(subject, await store.read(streamOf(subject)));
