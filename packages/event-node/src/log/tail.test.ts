import { expect, test } from "vitest";
import { inert } from "../failpoint.ts";
import { freshFolder } from "../fixture.ts";
import { toOneStream } from "./append.ts";
import { changes } from "./changes.ts";
import { judge } from "./expectation.ts";
import { gaps } from "./gaps.ts";
import { growth } from "./growth.ts";
import { ledger, type NewEvent, newId } from "./ledger.ts";
import { openDatabase } from "./open-database.ts";
import { reader } from "./reader.ts";
import type { Stored } from "./stored.ts";
import { type Tail, tail } from "./tail.ts";
import { writer } from "./writer.ts";

const event = (size: number, type = "Happened"): NewEvent => ({
  id: newId(),
  type,
  isJson: true,
  metadata: Buffer.alloc(0),
  data: Buffer.alloc(size),
});

const describing = (metadata: object): NewEvent => ({
  ...event(0, "$metadata"),
  data: Buffer.from(JSON.stringify(metadata)),
});

/** One log with two readers: one reads from the tail in memory, the other always from the database. */
const readTwice = () => {
  let now = 0;
  const clock = () => new Date(now);
  const database = openDatabase(freshFolder(), (created) => {
    ledger(created, clock).record("$epoch-information", 0n, event(0));
  });
  const book = ledger(database, clock);
  const does = changes(book, judge(database, book), inert);
  const recent = tail(book.end);
  const dropped = gaps(database);
  const none: Tail = { ...recent, allFrom: () => undefined, ofStreamFrom: () => undefined };
  const { write } = writer({
    database,
    ledger: book,
    grew: () => recent.take(book.takeWritten()),
    committed: () => {},
    failpoint: inert,
  });
  return {
    recent,
    quick: reader(database, book, { clock, gaps: dropped, recent }),
    sure: reader(database, book, { clock, gaps: dropped, recent: none }),
    append: (stream: string, ...events: NewEvent[]) => write(0, () => does.append(toOneStream(stream, "any", events))),
    fail: (stream: string) =>
      write(0, () => {
        does.append(toOneStream(stream, "any", [event(5)]));
        throw new Error("The disk is full.");
      }),
    softlyDelete: (stream: string) => write(0, () => does.softlyDelete(stream, "any")),
    tombstone: (stream: string) => write(0, () => does.tombstone(stream, "any")),
    pass: (ms: number) => {
      now += ms;
    },
  };
};

type Twice = ReturnType<typeof readTwice>;

const streams = ["a", "b", "$$a", "$$b", "$persistentsubscription-$all::g-parked"];

interface Seen {
  readonly events: readonly Pick<Stored, "position" | "revision" | "body">[];
  readonly isLast: boolean;
}

const shape = ({ events, isLast }: Seen) => ({
  events: events.map(({ position, revision, body }) => [position, revision, body.length]),
  isLast,
});

const expectSame = ({ quick, sure }: Twice) => {
  const all = sure.readAllAfter(-1n, 10_000).events.map(({ position }) => position);
  for (const position of [-1n, ...all, (all.at(-1) ?? 0n) + 1n])
    for (const most of [1, 3, 10_000])
      expect(shape(quick.readAllAfter(position, most))).toEqual(shape(sure.readAllAfter(position, most)));
  for (const stream of streams)
    for (const from of [0n, 1n, 2n, 3n, 5n, 8n, 13n, 2n ** 63n - 1n])
      for (const to of [4n, 2n ** 63n - 1n])
        for (const most of [1, 100])
          expect(shape(quick.readStream(stream, from, to, most))).toEqual(
            shape(sure.readStream(stream, from, to, most)),
          );
};

test("the end of the log reads the same from memory and from disk after every kind of change", async () => {
  const log = readTwice();
  const steps = [
    () => log.append("a", event(10), event(10), event(10)),
    () => log.append("b", event(10)),
    () => log.append("$persistentsubscription-$all::g-parked", event(3)),
    () => log.append("a", event(10)),
    () => log.append("$$a", describing({ $maxCount: 2 })),
    () => log.append("a", event(10), event(10)),
    () => log.fail("a"),
    () => log.append("a", event(11)),
    () => log.append("$$b", describing({ $maxAge: 5 })),
    async () => log.pass(4_000),
    () => log.append("b", event(10)),
    async () => log.pass(4_000),
    () => log.softlyDelete("a"),
    () => log.append("a", event(10), event(10)),
    () => log.append("$$a", describing({ $tb: 9 })),
    () => log.append("b", event(5_000_000)),
    () => log.append("b", event(7), event(7)),
    () => log.tombstone("a"),
  ];
  for (const step of steps) {
    await step();
    expectSame(log);
  }
  expect(log.recent.allFrom(log.sure.lastPosition())?.events.length).toBeGreaterThan(0);
});

test("the tail is limited in size", async () => {
  const log = readTwice();
  for (let n = 0; n < 12; n += 1) await log.append("a", event(1_000_000));
  for (let n = 0; n < 6; n += 1) await log.append("b", ...Array.from({ length: 1_000 }, () => event(1)));
  const { events = [] } = log.recent.allFrom(log.sure.lastPosition()) ?? {};
  expect(events.length).toBe(4_096);
});

test("followers of a stream are notified of its events and metadata, and all followers of changed default access lists", () => {
  const grown = growth();
  const woken: string[] = [];
  grown.follow(() => woken.push("all"));
  const leave = grown.followStream("a", () => woken.push("a"));
  grown.followStream("b", () => woken.push("b"));
  const wokenBy = (written: readonly string[]) => {
    woken.length = 0;
    grown.raise(written);
    return woken.toSorted();
  };
  expect(wokenBy(["a"])).toEqual(["a", "all"]);
  expect(wokenBy(["$$b", "c"])).toEqual(["all", "b"]);
  expect(wokenBy(["$settings"])).toEqual(["a", "all", "b"]);
  leave();
  expect(wokenBy(["a", "b"])).toEqual(["all", "b"]);
});
