import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshEventStore } from "../../../test/event-store.ts";
import {
  Abandoned,
  Contended,
  checkpointEvery,
  connectEventStore,
  type EventStore,
  handle,
  KeyReused,
  type Recorded,
  Refusal,
  RevisionConflict,
  type StreamEvent,
  uuidV5,
} from "./index.ts";

const seats = 3;

/** Takes one of the three seats of a bench. */
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

/** Takes all seats of a bench, which appends as many events to the log. */
const fillBench = async (id: string) => {
  for (let seat = 0; seat < seats; seat += 1) await take(id, `guest ${seat}`);
};

const typesOf = async (id: string) => (await store.read(`bench-${id}`)).map(({ revision, data }) => [revision, data]);

describe("a command", () => {
  test("that is retried gets the identical receipt and records nothing again", async () => {
    const first = await take("again", "ann");
    await take("again", "bob");
    expect(await take("again", "ann")).toEqual({ ...first, replayed: true });
    expect(await typesOf("again")).toEqual([
      [0n, { by: "ann" }],
      [1n, { by: "bob" }],
    ]);
  });

  test("that is retried is answered even if it would be refused by now", async () => {
    const first = await take("bygone", "ann");
    const decide = () => Promise.reject(new Error("The region has been abolished."));
    const metadata = { commandId: uuidV5("command", "ann"), bodyHash: "ann" };
    expect(await handle(store, { stream: "bench-bygone", decide, metadata })).toEqual({ ...first, replayed: true });
  });

  test("that was abandoned records nothing, whatever the stream contains", async () => {
    const data = { commandId: uuidV5("command", "ann") };
    const events = [{ id: uuidV5("given up"), type: "CommandAbandoned", data, metadata: {} }];
    await store.append({ stream: "bench-given-up", revision: -1n, events });
    await expect(take("given-up", "ann")).rejects.toThrow(Abandoned);
    await take("given-up", "bob");
    expect(await typesOf("given-up")).toHaveLength(2);
  });

  test("with the same id and another body is refused", async () => {
    await take("reused", "ann");
    await expect(take("reused", "ann", { bodyHash: "another" })).rejects.toThrow(KeyReused);
  });

  test("is refused at an earlier expected revision, and accepted at the current one", async () => {
    await take("if-match", "ann");
    await expect(take("if-match", "bob", { ifRevision: 5n })).rejects.toThrow(RevisionConflict);
    await take("if-match", "bob", { ifRevision: 0n });
    expect(await typesOf("if-match")).toHaveLength(2);
  });

  test("whose retries run concurrently is recorded once", async () => {
    const receipts = await Promise.all(Array.from({ length: 20 }, () => take("twins", "ann")));
    expect(new Set(receipts.map(({ revision, position }) => `${revision}/${position}`)).size).toBe(1);
    expect(await typesOf("twins")).toHaveLength(1);
  });

  test("decides again on the events of concurrent commands", async () => {
    const guests = 20;
    const racing = Array.from({ length: guests }, (_, index) => take("race", `guest ${index}`));
    const outcomes = await Promise.allSettled(racing);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    // A command loses an attempt only to one that took a seat. There are fewer seats than attempts, so none gives up.
    expect(reasons).toHaveLength(guests - seats);
    expect(reasons.filter((reason) => !(reason instanceof Refusal))).toEqual([]);
    expect(await typesOf("race")).toHaveLength(seats);
  });

  test("gives up on a stream that changes at every attempt", async () => {
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

describe("the event store port", () => {
  test("returns the position of an append's last event, which that event has", async () => {
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

  test("returns the last events of a stream, and the last event of the log", async () => {
    await take("tail", "ann");
    await take("tail", "bob");
    const { position } = await take("tail", "cat");
    expect((await store.tail("bench-tail", 2)).map(({ revision }) => revision)).toEqual([1n, 2n]);
    expect(await store.tail("bench-none", 2)).toEqual([]);
    expect(await store.head()).toMatchObject({ position, stream: "bench-tail" });
  });

  test("reads the whole log in pages, including events of other writers", async () => {
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

  test("sends checkpoints, after the events before them and without waiting for a match", async () => {
    const { position: before } = await take("looked-at", "ann");
    for (let n = 0; n < 2 * checkpointEvery; n += seats) await fillBench(`other-${n}`);
    const { position: last } = await take("looked-at", "bob");
    const stop = new AbortController();
    const batches: { readonly events: readonly Recorded[]; readonly position: bigint }[] = [];
    for await (const batch of store.subscribe({
      after: undefined,
      prefixes: ["bench-looked-at"],
      signal: stop.signal,
    })) {
      batches.push(batch);
      if (batch.events.some(({ position }) => position === last)) stop.abort();
    }
    const positions = batches.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(
      batches.filter(({ events, position }) => events.length === 0 && position > before && position < last),
    ).not.toEqual([]);
    expect(batches.flatMap(({ events }) => events.map(({ position }) => position))).toEqual([before, last]);
  });

  test("subscribes after a position without gaps or duplicates, and ends on abort", async () => {
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
