import type { Entry } from "@lianxiao/events";
import type { EventStore, Message } from "@lianxiao/kernel";
import type { Asked, Category, Known } from "./rules.ts";
import { readSubject, type Subject, streamOf, timelineFrom } from "./subject.ts";

/** What a stream is about to hold: its record with what is being said. */
export type About = { readonly stream: string; readonly entries: readonly Entry<Message>[] };

/**
 * Reads, in parallel, what other subjects say today that the category's rules ask about; `about` of one of them that is
 * about to say more.
 */
export const readKnown = async <State, E extends Message, R extends object>(
  store: Pick<EventStore, "read">,
  { reads }: Pick<Category<State, E, R>, "reads">,
  asked: Asked<State, E>,
  about?: About,
): Promise<Known<R>> => {
  const timeline = async (subject: Subject<unknown>) => {
    const recorded = await readSubject(store, subject);
    return about?.stream === streamOf(subject) ? timelineFrom(subject, about.entries, recorded.revision) : recorded;
  };
  const read = async ([name, subjects]: [string, Subject<unknown> | readonly Subject<unknown>[]]) => [
    name,
    await (Array.isArray(subjects)
      ? Promise.all(subjects.map(timeline))
      : // What is not a list is one subject.
        timeline(subjects as Subject<unknown>)),
  ];
  // Entries come back under the names they were asked under, each as the timeline of its own subject.
  return Object.fromEntries(await Promise.all(Object.entries(reads(asked)).map(read))) as Known<R>;
};
