import type { Entry } from "@lianxiao/events";
import type { EventStore, Message } from "@lianxiao/kernel";
import type { Asked, Category, Known } from "./rules.ts";
import { readSubject, type Subject, streamOf, timelineFrom } from "./subject.ts";

/** A stream's records with those that are about to be appended. */
export type About = { readonly stream: string; readonly entries: readonly Entry<Message>[] };

/**
 * Reads in parallel the timelines of the other subjects that the category's rules need. `about` replaces the recorded
 * entries of one of them by those that it is about to have.
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
      : // The value is one subject if it is not a list.
        timeline(subjects as Subject<unknown>)),
  ];
  // Each timeline is returned under the name of its subject in `reads`.
  return Object.fromEntries(await Promise.all(Object.entries(reads(asked)).map(read))) as Known<R>;
};
