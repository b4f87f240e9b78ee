import { connectEventStore, type EventStore, handle, inert, Refusal, uuidV5 } from "@lianxiao/kernel";
import { afterAll, onTestFinished } from "vitest";
import { freshEventStore } from "../../../../test/event-store.ts";
import { type Dispatch, type Reaction, reaction } from "./reaction.ts";
import { runReactions } from "./runner.ts";

export type Printed = {
  readonly type: "BookPrinted";
  readonly data: { readonly title: string; readonly shelf: string };
};
export type Put = { readonly type: "PutBook"; readonly data: { readonly title: string } };

/** The catalogue of the reactions under test. It cannot decode a book named "torn". */
export const pressOf = (category: string) => ({
  category,
  decode: (stored: { readonly type: string; readonly data: unknown }): Printed => {
    // Only this test writes to these streams.
    const printed = stored as Printed;
    if (printed.data.title === "torn") throw new Error("The page is torn.");
    return printed;
  },
});

/** Puts every printed book on its shelf, except drafts. */
export const shelving = (name: string, category: string): Reaction<Put> =>
  reaction({
    name,
    catalogue: pressOf(category),
    on: {
      BookPrinted: ({ title, shelf }) =>
        title.startsWith("draft") ? [] : [{ target: shelf, command: { type: "PutBook", data: { title } } }],
    },
  });

export const node = await freshEventStore();
export const store = connectEventStore(node.url, { answerWithinMs: 2_000 });

afterAll(async () => {
  await store.close();
  await node.remove();
});

/** Appends a BookPrinted for each title in one append. Each book has its own shelf, named after the stream. */
export const print = async (stream: string, titles: readonly string[], from = 0) =>
  store.append({
    stream,
    revision: BigInt(from - 1),
    events: titles.map((title, index) => ({
      id: uuidV5(stream, String(from + index)),
      type: "BookPrinted",
      data: { title, shelf: `${stream}-${from + index}` },
      metadata: {},
    })),
  });

export const onShelf = async (shelf: string): Promise<unknown[]> =>
  (await store.read(`shelf-${shelf}`)).map(({ data }) => (data as { title: string }).title);

const isAnswer = (error: unknown): error is Refusal => error instanceof Refusal;

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A shelf refuses a book named "banned". */
export const shelve = ({ id, target, command }: Dispatch<Put>, on: EventStore = store) =>
  handle(on, {
    stream: `shelf-${target}`,
    metadata: { commandId: id, bodyHash: "" },
    decide: async () => {
      const { title } = command.data;
      if (title === "banned") throw new Refusal("BOOK_BANNED", { title });
      return { events: [{ type: "BookPut", data: { title } }] };
    },
  });

type Options = Partial<Parameters<typeof runReactions<Put>>[0]>;

/** Runs reactions like a process, and counts its calls to the store and the dispatched commands. */
export const running = (process: string, reactions: readonly Reaction<Put>[], options: Options = {}) => {
  const stopping = new AbortController();
  const asked = { subscriptions: 0, delivered: 0, reads: 0, dispatched: [] as string[] };
  const observed: EventStore = {
    ...store,
    read: (stream, from) => {
      asked.reads += 1;
      return store.read(stream, from);
    },
    async *subscribe(subscribe) {
      asked.subscriptions += 1;
      for await (const batch of store.subscribe(subscribe)) {
        asked.delivered += batch.events.length;
        yield batch;
      }
    },
  };
  const dispatch = (given: Dispatch<Put>) => {
    asked.dispatched.push(given.reaction);
    return shelve(given, observed);
  };
  const runner = runReactions<Put>({
    store: observed,
    process,
    reactions,
    dispatch,
    isAnswer,
    failpoint: inert,
    log: quiet,
    signal: stopping.signal,
    ...options,
  });
  const stop = async () => {
    stopping.abort();
    await runner.done;
  };
  onTestFinished(stop);
  return { ...runner, asked, stop };
};

export const titles = (count: number) => Array.from({ length: count }, (_, n) => `book ${n}`);
export const drafts = (count: number) => Array.from({ length: count }, (_, n) => `draft ${n}`);
