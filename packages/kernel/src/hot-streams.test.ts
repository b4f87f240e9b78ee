import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { freshEventStore } from "../../../test/event-store.ts";
import {
  connectEventStore,
  type EventStore,
  handle,
  hotStreams,
  RevisionConflict,
  StoreUnavailable,
  uuidV5,
} from "./index.ts";

const node = await freshEventStore();
const store = connectEventStore(node.url);

afterAll(async () => {
  await store.close();
  await node.remove();
});

const page = (stream: string, number: number) => ({
  id: uuidV5(stream, String(number)),
  type: "PageWritten",
  data: { number },
  metadata: {},
});

/** Appends pages through a store, numbered from `from`. */
const write = (through: EventStore, stream: string, from: number, count = 1) =>
  through.append({
    stream,
    revision: BigInt(from) - 1n,
    events: Array.from({ length: count }, (_, n) => page(stream, from + n)),
  });

/** A hot store over one that counts its calls, and whose next read can be delayed. */
const hot = (options: { readonly streams?: number } = {}) => {
  const asked = { reads: [] as (readonly [string, bigint])[], appends: 0 };
  let gate: { readonly answered: () => void; readonly released: Promise<void> } | undefined;
  const observed: EventStore = {
    ...store,
    read: async (stream, from = 0n) => {
      asked.reads.push([stream, from]);
      const held = gate;
      gate = undefined;
      const answer = await store.read(stream, from);
      held?.answered();
      await held?.released;
      return answer;
    },
    append: (append) => {
      asked.appends += 1;
      return store.append(append);
    },
  };
  /** Delays the result of the next read until it is released. */
  const holdNextRead = () => {
    const answered = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    gate = { answered: answered.resolve, released: released.promise };
    return { answered: answered.promise, release: released.resolve };
  };
  return { asked, observed, holdNextRead, streams: hotStreams(observed, options) };
};

const revisions = async (through: EventStore, stream: string) =>
  (await through.read(stream)).map(({ revision }) => revision);

const command = (through: EventStore, stream: string, number: number) => {
  const seen: number[] = [];
  return handle(through, {
    stream,
    metadata: { commandId: uuidV5("command", stream, String(number)), bodyHash: "" },
    decide: async (history) => {
      seen.push(history.length);
      return { events: [page(stream, number)] };
    },
  }).then((handled) => ({ ...handled, seen }));
};

describe("a command on a hot stream", () => {
  test("appends once and reads nothing", async () => {
    const { asked, streams } = hot();
    for (const number of [0, 1, 2]) await command(streams, "book-hot", number);
    expect(asked).toEqual({ reads: [["book-hot", 0n]], appends: 3 });
    expect(await store.read("book-hot")).toMatchObject(await streams.read("book-hot"));
  });

  test("that loses a race is refused by the store, reads only the new events and decides again", async () => {
    const { asked, streams } = hot();
    await command(streams, "book-stale", 0);
    await write(store, "book-stale", 1, 2);
    const { seen, revision } = await command(streams, "book-stale", 3);
    expect({ seen, revision }).toEqual({ seen: [1, 3], revision: 3n });
    expect(asked).toEqual({
      reads: [
        ["book-stale", 0n],
        ["book-stale", 1n],
      ],
      appends: 3,
    });
  });

  test("that is retried is answered from memory", async () => {
    const { asked, streams } = hot();
    const first = await command(streams, "book-again", 0);
    expect(await command(streams, "book-again", 0)).toEqual({ ...first, seen: [], replayed: true });
    expect(asked).toEqual({ reads: [["book-again", 0n]], appends: 1 });
  });
});

describe("the cached history", () => {
  test("is the same object until the stream changes", async () => {
    const { streams } = hot();
    await write(streams, "book-same", 0);
    const before = await streams.read("book-same");
    expect(await streams.read("book-same")).toBe(before);
    await write(streams, "book-same", 1);
    expect(before).toHaveLength(1);
    expect(await streams.read("book-same")).toHaveLength(2);
  });

  test("has each appended event with the position that the store assigned", async () => {
    const { streams } = hot();
    await streams.read("book-several");
    await write(streams, "book-several", 0, 3);
    expect(await streams.read("book-several")).toEqual(await store.read("book-several"));
  });

  test("is evicted for the least recently used stream", async () => {
    const { asked, streams } = hot({ streams: 2 });
    for (const name of ["a", "b", "a", "c", "a", "b"]) await streams.read(`shelf-${name}`);
    expect(asked.reads.map(([stream]) => stream)).toEqual(["shelf-a", "shelf-b", "shelf-c", "shelf-b"]);
  });

  test("is read again after an append whose outcome is unknown", async () => {
    const { observed } = hot();
    const streams = hotStreams({
      ...observed,
      append: async (append) => {
        await observed.append(append);
        throw new StoreUnavailable("The answer was lost.");
      },
    });
    await streams.read("book-lost");
    await expect(write(streams, "book-lost", 0)).rejects.toThrow(StoreUnavailable);
    expect(await revisions(streams, "book-lost")).toEqual([0n]);
  });

  test.each([
    { what: "an append of one event", count: 1 },
    { what: "an append of several", count: 2 },
  ])("is not replaced by an older read result from before $what", async ({ count }) => {
    const { holdNextRead, streams } = hot();
    const stream = `book-late-${count}`;
    await write(store, stream, 0);
    const { answered, release } = holdNextRead();
    const late = streams.read(stream);
    await answered;
    await streams.read(stream);
    await write(streams, stream, 1, count);
    release();
    await late;
    expect(await streams.read(stream)).toHaveLength(1 + count);
  });

  test("is not replaced by an older result of the read after a conflict while the stream changes again", async () => {
    const { holdNextRead, streams } = hot();
    await write(streams, "book-on", 0);
    await streams.read("book-on");
    await write(store, "book-on", 1);
    const { answered, release } = holdNextRead();
    const refused = expect(streams.append({ stream: "book-on", revision: 0n, events: [page("other", 1)] })).rejects;
    const conflict = refused.toThrow(RevisionConflict);
    await answered;
    await write(streams, "book-on", 2, 2);
    release();
    await conflict;
    expect(await streams.read("book-on")).toHaveLength(4);
  });
});

describe("an event of another process", () => {
  const followed = async () => {
    const streams = hotStreams(store);
    const stopping = new AbortController();
    const failed = (error: unknown) => expect.unreachable(String(error));
    const others = await streams.followOthers({ prefixes: ["book-"], signal: stopping.signal, failed });
    onTestFinished(async () => {
      stopping.abort();
      await others.done;
    });
    return streams;
  };

  test("reaches a hot stream without a conflicting append", async () => {
    const streams = await followed();
    await streams.read("book-elsewhere");
    await write(store, "book-elsewhere", 0, 2);
    await expect.poll(() => revisions(streams, "book-elsewhere")).toEqual([0n, 1n]);
    await write(streams, "book-elsewhere", 2);
    await write(store, "book-elsewhere", 3);
    await expect.poll(() => revisions(streams, "book-elsewhere")).toEqual([0n, 1n, 2n, 3n]);
  });
});
