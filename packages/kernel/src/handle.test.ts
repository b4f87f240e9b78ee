import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshEventStore } from "../../../test/event-store.ts";
import {
  Abandoned,
  Contended,
  connectEventStore,
  type EventStore,
  handle,
  KeyReused,
  type Recorded,
  Refusal,
  RevisionConflict,
  type StreamEvent,
  toldEvery,
  uuidV5,
} from "./index.ts";

const seats = 3;

/** One seat of a bench that has three. */
const takeSeat = (by: string) => async (history: readonly StreamEvent[]) => {
  if (history.filter(({ type }) => type === "SeatTaken").length === seats) throw new Refusal("BENCH_FULL", { seats });
  return { events: [{ type: "SeatTaken", data: { by } }] };
};

let store: EventStore;
let node: Awaited<ReturnType<typeof freshEventStore>>;

beforeAll(async () => {
  node = await freshEventStore();
  store = connectEventStore(node.url);
});

afterAll(async () => {
  await store.close();
  await node.remove();
});

const take = (id: string, by: string, options: { readonly ifRevision?: bigint; readonly bodyHash?: string } = {}) => {
  const { bodyHash = by, ...rest } = options;
  const metadata = { commandId: uuidV5("command", by), bodyHash };
  return handle(store, { stream: `bench-${id}`, decide: takeSeat(by), metadata, ...rest });
};

/** Fills a bench, so that the log grows by as many events as it has seats. */
const crowd = async (id: string) => {
  for (let seat = 0; seat < seats; seat += 1) await take(id, `guest ${seat}`);
};

const typesOf = async (id: string) => (await store.read(`bench-${id}`)).map(({ revision, data }) => [revision, data]);

describe("a command", () => {
  test("that comes again gets the identical receipt and leaves no second event", async () => {
    const first = await take("again", "ann");
    await take("again", "bob");
    expect(await take("again", "ann")).toEqual({ ...first, replayed: true });
    expect(await typesOf("again")).toEqual([
      [0n, { by: "ann" }],
      [1n, { by: "bob" }],
    ]);
  });

  test("that comes again is answered although it could not be decided any more", async () => {
    const first = await take("bygone", "ann");
    const decide = () => Promise.reject(new Error("The region has been abolished."));
    const metadata = { commandId: uuidV5("command", "ann"), bodyHash: "ann" };
    expect(await handle(store, { stream: "bench-bygone", decide, metadata })).toEqual({ ...first, replayed: true });
  });

  test("that was given up records nothing, whatever stands in the stream", async () => {
    const data = { commandId: uuidV5("command", "ann") };
    const events = [{ id: uuidV5("given up"), type: "CommandAbandoned", data, metadata: {} }];
    await store.append({ stream: "bench-given-up", revision: -1n, events });
    await expect(take("given-up", "ann")).rejects.toThrow(Abandoned);
    await take("given-up", "bob");
    expect(await typesOf("given-up")).toHaveLength(2);
  });

  test("with the same id and another body is told so", async () => {
    await take("reused", "ann");
    await expect(take("reused", "ann", { bodyHash: "another" })).rejects.toThrow(KeyReused);
  });

  test("for a revision that has passed is refused, and accepted for the one that stands", async () => {
    await take("if-match", "ann");
    await expect(take("if-match", "bob", { ifRevision: 5n })).rejects.toThrow(RevisionConflict);
    await take("if-match", "bob", { ifRevision: 0n });
    expect(await typesOf("if-match")).toHaveLength(2);
  });

  test("whose retries race each other happens once", async () => {
    const receipts = await Promise.all(Array.from({ length: 20 }, () => take("twins", "ann")));
    expect(new Set(receipts.map(({ revision, position }) => `${revision}/${position}`)).size).toBe(1);
    expect(await typesOf("twins")).toHaveLength(1);
  });

  test("that races others decides on what they left", async () => {
    const racing = Array.from({ length: seats + 1 }, (_, index) => take("race", `guest ${index}`));
    const outcomes = await Promise.allSettled(racing);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toBeInstanceOf(Refusal);
    expect(await typesOf("race")).toHaveLength(seats);
  });

  test("gives up against a stream that moves every time", async () => {
    let moves = 0;
    const moving = async (history: readonly StreamEvent[]) => {
      moves += 1;
      const events = [{ id: uuidV5("move", String(moves)), type: "Moved", data: {}, metadata: {} }];
      await store.append({ stream: "bench-busy", revision: history.at(-1)?.revision ?? -1n, events });
      return { events: [{ type: "SeatTaken", data: {} }] };
    };
    const metadata = { commandId: uuidV5("command", "late"), bodyHash: "" };
    await expect(handle(store, { stream: "bench-busy", decide: moving, metadata })).rejects.toThrow(Contended);
    expect(moves).toBe(4);
    expect(await typesOf("busy")).toHaveLength(4);
  });
});

describe("the log's port", () => {
  test("gives the position of an append's last event, and that event has it", async () => {
    const { position, revision } = await take("position", "ann");
    expect((await store.read("bench-position")).at(-1)).toMatchObject({ position, revision, type: "SeatTaken" });
  });

  test("reads a stream from a revision, and nothing from a stream that does not exist", async () => {
    await take("from", "ann");
    await take("from", "bob");
    expect((await store.read("bench-from", 1n)).map(({ revision }) => revision)).toEqual([1n]);
    expect(await store.read("bench-from", 2n)).toEqual([]);
    expect(await store.read("bench-none")).toEqual([]);
  });

  test("knows the last events of a stream, and the last of the whole log", async () => {
    await take("tail", "ann");
    await take("tail", "bob");
    const { position } = await take("tail", "cat");
    expect((await store.tail("bench-tail", 2)).map(({ revision }) => revision)).toEqual([1n, 2n]);
    expect(await store.tail("bench-none", 2)).toEqual([]);
    expect(await store.head()).toMatchObject({ position, stream: "bench-tail" });
  });

  test("reads the whole log in pages, whoever wrote it", async () => {
    const { position: first } = await take("page-a", "ann");
    const { position: second } = await take("page-b", "ann");
    const { position: third } = await take("page-c", "ann");
    const positions = async (after: bigint | undefined, count: number) =>
      (await store.readAll(after, count)).map(({ position }) => position);
    expect(await positions(first, 1)).toEqual([second]);
    expect(await positions(first, 9)).toEqual([second, third]);
    expect(await positions(third, 9)).toEqual([]);
    expect((await positions(undefined, 9)).length).toBe(9);
  });

  test("tells how far the server has looked, after the events before it and without waiting for one that matches", async () => {
    const { position: before } = await take("looked-at", "ann");
    for (let n = 0; n < 2 * toldEvery; n += seats) await crowd(`other-${n}`);
    const { position: last } = await take("looked-at", "bob");
    const stop = new AbortController();
    const told: { readonly events: readonly Recorded[]; readonly position: bigint }[] = [];
    for await (const batch of store.subscribe({
      after: undefined,
      prefixes: ["bench-looked-at"],
      signal: stop.signal,
    })) {
      told.push(batch);
      if (batch.events.some(({ position }) => position === last)) stop.abort();
    }
    const positions = told.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(
      told.filter(({ events, position }) => events.length === 0 && position > before && position < last),
    ).not.toEqual([]);
    expect(told.flatMap(({ events }) => events.map(({ position }) => position))).toEqual([before, last]);
  });

  test("subscribes after a position without gap or repeat, and ends when told", async () => {
    const { position } = await take("follow", "ann");
    const stop = new AbortController();
    const seen: unknown[] = [];
    const following = (async () => {
      for await (const batch of store.subscribe({ after: position, prefixes: ["bench-follow"], signal: stop.signal }))
        for (const { data } of batch.events) if (seen.push(data) === 2) stop.abort();
    })();
    await take("follow", "bob");
    await take("follow", "cat");
    await following;
    expect(seen).toEqual([{ by: "bob" }, { by: "cat" }]);
  });
});
