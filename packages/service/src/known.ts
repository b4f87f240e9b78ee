import type { EventStore, Message } from "@lianxiao/kernel";
import type { Asked, Category, Known } from "./rules.ts";
import { readSubject, type Subject } from "./subject.ts";

/** Reads, in parallel, what other subjects say today that the category's rules ask about. */
export const readKnown = async <State, E extends Message, R extends object>(
  store: Pick<EventStore, "read">,
  { reads }: Pick<Category<State, E, R>, "reads">,
  asked: Asked<State, E>,
): Promise<Known<R>> => {
  const read = async ([name, subjects]: [string, Subject<unknown> | readonly Subject<unknown>[]]) => [
    name,
    await (Array.isArray(subjects)
      ? Promise.all(subjects.map((subject: Subject<unknown>) => readSubject(store, subject)))
      : // What is not a list is one subject.
        readSubject(store, subjects as Subject<unknown>)),
  ];
  // Entries come back under the names they were asked under, each as the timeline of its own subject.
  return Object.fromEntries(await Promise.all(Object.entries(reads(asked)).map(read))) as Known<R>;
};
