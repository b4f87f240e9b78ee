import { catalogue, type EventOf, event, type Meaning } from "@lianxiao/events";
import { type Message, Refusal, uuidV5 } from "@lianxiao/kernel";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { keeperOf } from "./keeper.ts";
import { keepMirrors, mirrorIdOf, type Wanted, wantedBy } from "./mirrors.ts";
import { store } from "./recorded.fixture.ts";
import { type Category, when } from "./rules.ts";
import { readSubject } from "./subject.ts";

const seat = catalogue("seat", {
  SeatTaken: event(z.strictObject({ seat: z.string(), by: z.string(), note: z.string().optional() }), [
    "占用",
    "taken",
  ]),
  /** Only a seat that is taken can be lent. */
  SeatLent: event(z.strictObject({ seat: z.string(), to: z.string() }), ["转借", "lent"]),
});
type SeatEvent = EventOf<typeof seat>;
type SeatTaken = Extract<SeatEvent, { type: "SeatTaken" }>;

const meaning: Meaning<string | undefined, SeatEvent> = {
  category: "seat",
  initial: undefined,
  on: () => "2025-03-01",
  about: () => undefined,
  evolve: { SeatTaken: (_by, { by }) => by, SeatLent: (by) => by },
};

/** A seat belongs to one guest; the host needs no record of a seat. */
const seats: Category<string | undefined, SeatEvent> = {
  catalogue: seat,
  meaning,
  idOf: ({ data }) => data.seat,
  reads: () => ({}),
  always: {
    SEAT_TAKEN: when("SeatTaken", (by, data) => by && by !== data.by && { seat: data.seat }),
    NOBODY_SITS: when("SeatLent", (by, data) => !by && { seat: data.seat }),
  },
  now: { NEVER_ASKED: () => ({ mirrored: "An event that follows from another is judged by the whole history only." }) },
  refusals: {},
  mirrors: () => [],
  holds: (_own, { type, data }) => type === "SeatTaken" && data.by === "host",
};
const keeper = keeperOf(seats);

const taken = (id: string, by: string): Message => ({ type: "SeatTaken", data: { seat: id, by } });
const guestOf = async (id: string) => (await readSubject(store, { language: seats, id })).latest;
const typesOf = async (id: string) => (await store.read(`seat-${id}`)).map(({ type }) => type);
const ensure = (id: string, source: string, wanted: Message | null) =>
  keeper.ensure(store, { id, eventId: uuidV5(source, "seat", id), wanted, reason: "误录", metadata: {} });

describe("a mirrored event", () => {
  test("is recorded once, however often it is requested", async () => {
    expect(await ensure("once", "a", taken("once", "ann"))).toBeNull();
    expect(await ensure("once", "a", taken("once", "ann"))).toEqual(taken("once", "ann"));
    await Promise.all(Array.from({ length: 6 }, () => ensure("once-at-once", "a", taken("once-at-once", "ann"))));
    expect([await typesOf("once"), await typesOf("once-at-once")]).toEqual([["SeatTaken"], ["SeatTaken"]]);
  });

  test("is the same whether a field is missing or undefined", async () => {
    await ensure("same", "a", taken("same", "ann"));
    await ensure("same", "a", { type: "SeatTaken", data: { note: undefined, by: "ann", seat: "same" } });
    expect(await typesOf("same")).toEqual(["SeatTaken"]);
  });

  test("with other data is corrected, and its previous state is returned for undoing", async () => {
    await ensure("otherwise", "a", taken("otherwise", "ann"));
    const before = await ensure("otherwise", "a", taken("otherwise", "bob"));
    expect([before, await guestOf("otherwise")]).toEqual([taken("otherwise", "ann"), "bob"]);
    await ensure("otherwise", "a", before);
    expect([await guestOf("otherwise"), await typesOf("otherwise")]).toEqual([
      "ann",
      ["SeatTaken", "Corrected", "Corrected"],
    ]);
  });

  test("that is no longer wanted is withdrawn once, and one that does not exist is ignored", async () => {
    await ensure("back", "a", taken("back", "ann"));
    expect(await ensure("back", "a", null)).toEqual(taken("back", "ann"));
    expect(await ensure("back", "a", null)).toBeNull();
    expect(await ensure("empty", "a", null)).toBeNull();
    expect([await guestOf("back"), await typesOf("back"), await typesOf("empty")]).toEqual([
      undefined,
      ["SeatTaken", "Corrected"],
      [],
    ]);
  });

  test("that breaks a rule of the whole history is refused and not recorded", async () => {
    await ensure("forbidden", "a", taken("forbidden", "ann"));
    await expect(ensure("forbidden", "b", taken("forbidden", "bob"))).rejects.toThrow(Refusal);
    expect(await typesOf("forbidden")).toEqual(["SeatTaken"]);
  });

  test("that the subject's own record implies is not written, and undoing it changes nothing", async () => {
    const before = await ensure("held", "a", taken("held", "host"));
    await ensure("held", "a", before);
    expect(await typesOf("held")).toEqual([]);
  });

  test("requested concurrently by several sources is recorded for one of them", async () => {
    const guests = ["ann", "bob", "cat", "dan"];
    const outcomes = await Promise.allSettled(guests.map((guest) => ensure("race", guest, taken("race", guest))));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await typesOf("race")).toEqual(["SeatTaken"]);
  });
});

const notUndone: unknown[] = [];
const log = { warn: (told: unknown) => void notUndone.push(told) };
const keep = (wanted: readonly Wanted[]) =>
  keepMirrors(
    { store, keepers: new Map([["seat", keeper]]), stream: "party-1", metadata: { commandId: "command" }, log },
    wanted,
  );
/** Once the seat is lent, its SeatTaken can no longer be withdrawn. */
const lend = async (id: string) => {
  const revision = BigInt((await store.read(`seat-${id}`)).length - 1);
  const lent = { type: "SeatLent", data: { seat: id, to: "eve" } };
  await store.append({ stream: `seat-${id}`, revision, events: [{ ...lent, id: uuidV5("lent", id), metadata: {} }] });
};
const wants = (source: string, id: string, by: string): Wanted => ({
  category: "seat",
  id,
  source,
  eventId: mirrorIdOf(source, { category: "seat", id }),
  event: taken(id, by),
});

describe("the mirrored events of a record", () => {
  test("have their source in the metadata, and are undone together", async () => {
    const undo = await keep([wants("s", "left", "ann"), wants("s", "right", "ann")]);
    const [stored] = await store.read("seat-left");
    expect(stored?.metadata).toEqual({ commandId: "command", source: { stream: "party-1", event: "s" } });
    expect([await guestOf("left"), await guestOf("right")]).toEqual(["ann", "ann"]);
    await undo();
    await undo();
    expect([await guestOf("left"), await guestOf("right")]).toEqual([undefined, undefined]);
    expect(await typesOf("left")).toEqual(["SeatTaken", "Corrected"]);
  });

  test("are restored to their previous state by undoing", async () => {
    await keep([wants("t", "kept", "ann")]);
    const undo = await keep([wants("t", "kept", "bob")]);
    expect(await guestOf("kept")).toBe("bob");
    await undo();
    expect(await guestOf("kept")).toBe("ann");
  });

  test("are all undone if one of them is refused", async () => {
    await ensure("second", "a", taken("second", "bob"));
    await expect(keep([wants("u", "first", "ann"), wants("u", "second", "ann")])).rejects.toThrow(Refusal);
    expect([await guestOf("first"), await guestOf("second")]).toEqual([undefined, "bob"]);
  });

  test("are undone where possible if undoing one of them is refused", async () => {
    const undo = await keep([wants("w", "free", "ann"), wants("w", "lent", "ann"), wants("w", "free too", "ann")]);
    await lend("lent");
    await undo();
    expect([await guestOf("free"), await guestOf("lent"), await guestOf("free too")]).toEqual([
      undefined,
      "ann",
      undefined,
    ]);
    expect(notUndone).toContainEqual(expect.objectContaining({ stream: "seat-lent" }));
  });

  test("are refused for the original reason even if undoing one of them is refused", async () => {
    await ensure("full", "a", taken("full", "bob"));
    await lend("lent before");
    const wanted = [wants("x", "before", "ann"), wants("x", "lent before", "ann"), wants("x", "full", "ann")];
    await expect(keep(wanted)).rejects.toMatchObject({ code: "SEAT_TAKEN", detail: { seat: "full" } });
    expect([await guestOf("before"), await guestOf("lent before")]).toEqual([undefined, "ann"]);
  });

  test("are written again by a retry of the command after they were undone", async () => {
    const undo = await keep([wants("v", "again", "ann")]);
    await undo();
    await keep([wants("v", "again", "ann")]);
    expect([await guestOf("again"), await typesOf("again")]).toEqual(["ann", ["SeatTaken", "Corrected", "Corrected"]]);
  });
});

describe("a record", () => {
  // Every guest takes a seat, except nobody.
  const mirroring = {
    mirrors: ({ data }: SeatTaken) =>
      data.by === "nobody" ? [] : [{ category: "seat", id: data.seat, event: taken(data.seat, data.by) }],
  };
  const came = (id: string, by: string): SeatTaken => ({ type: "SeatTaken", data: { seat: id, by } });
  const own = { entries: [{ id: "came", event: came("1", "ann") }] };
  const asked = (becomes: SeatTaken | null, from: Pick<typeof own, "entries"> = own) =>
    wantedBy(mirroring, from, {
      id: "correction",
      event: { type: "Corrected", data: { event: "came", becomes, reason: "误录" } },
    }).map(({ source, eventId, id, event }) => ({ source, eventId, id, event }));
  const mirrored = (id: string, event: Message | null) => ({
    source: "came",
    eventId: mirrorIdOf("came", { category: "seat", id }),
    id,
    event,
  });

  test("asks for its mirrored event, under an id derived from its own", () =>
    expect(wantedBy(mirroring, { entries: [] }, { id: "came", event: came("1", "ann") })).toEqual([
      { category: "seat", ...mirrored("1", taken("1", "ann")) },
    ]));
  test("asks for other data of the same mirrored event when it is corrected", () =>
    expect(asked(came("1", "bob"))).toEqual([mirrored("1", taken("1", "bob"))]));
  test("asks for the new seat and then the removal of the old one when it is moved", () =>
    expect(asked(came("2", "ann"))).toEqual([mirrored("2", taken("2", "ann")), mirrored("1", null)]));
  test("asks for the removal when it is withdrawn, or no longer has a mirrored event", () => {
    expect(asked(null)).toEqual([mirrored("1", null)]);
    expect(asked(came("1", "nobody"))).toEqual([mirrored("1", null)]);
  });
  test("asks for changes relative to the last correction when it is corrected again", () => {
    const moved = {
      entries: [
        ...own.entries,
        {
          id: "c",
          event: { type: "Corrected" as const, data: { event: "came", becomes: came("2", "ann"), reason: "误录" } },
        },
      ],
    };
    expect(
      wantedBy(mirroring, moved, {
        id: "d",
        event: { type: "Corrected", data: { event: "came", becomes: came("3", "ann"), reason: "误录" } },
      }).map(({ id, event }) => [id, event]),
    ).toEqual([
      ["3", taken("3", "ann")],
      ["2", null],
    ]);
  });
});
