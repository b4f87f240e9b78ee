import { backup, type DatabaseSync } from "node:sqlite";
import type { Clock } from "../clock.ts";
import { type Failpoint, inert } from "../failpoint.ts";
import { type Append, type Appended, ofOneStream, toOneStream } from "./append.ts";
import { changes } from "./changes.ts";
import { judge } from "./expectation.ts";
import { growth } from "./growth.ts";
import { ledger, type NewEvent, newId } from "./ledger.ts";
import { metadataStreamOf, metadataType } from "./metadata.ts";
import { openDatabase } from "./open-database.ts";
import { type Expectation, type Outcome, unstored } from "./outcome.ts";
import { reader } from "./reader.ts";
import { type Scavenged, scavenger } from "./scavenge.ts";
import { tail } from "./tail.ts";
import { writer } from "./writer.ts";

const system = (type: string, data: string): NewEvent => ({
  id: newId(),
  type,
  isJson: true,
  metadata: Buffer.alloc(0),
  data: Buffer.from(data),
});

/** Clients take position 0 for the start, so a hidden record stands there; and no log is empty to its readers. */
const firstRecords = (clock: Clock) => (database: DatabaseSync) => {
  const { record } = ledger(database, clock);
  record("$epoch-information", 0n, system("$epoch-information", "{}"));
  record("$$$scavenges", 0n, system(metadataType, '{"$maxAge":2592000,"$acl":{"$r":"$ops"}}'));
};

/** The size that limits are about: the type counts two bytes a character. */
export const eventSize = ({ data, metadata, type }: NewEvent): number =>
  data.length + metadata.length + 2 * type.length;

/** The durable, totally ordered log of all streams. */
export const openLog = (dataDir: string, clock: Clock, failpoint: Failpoint = inert) => {
  const database = openDatabase(dataDir, firstRecords(clock));
  const book = ledger(database, clock);
  const grown = growth();
  const { append, softlyDelete, tombstone } = changes(book, judge(database, book));
  const recent = tail(database, book.end);
  const grew = () => {
    if (grown.isFollowed()) grown.raise(recent.take());
    else recent.clear();
  };
  const { write, stop } = writer({ database, ledger: book, grew, failpoint });
  const appendTogether = async (all: Append): Promise<Appended> => {
    const size = all.writes.reduce((sum, { event }) => sum + eventSize(event), 0);
    const appended = await write(size, () => append(all));
    try {
      await failpoint("append.before-reply");
      return appended;
    } catch (error) {
      return unstored(error);
    }
  };
  const appendEvents = async (stream: string, expected: Expectation, events: readonly NewEvent[]) =>
    ofOneStream(await appendTogether(toOneStream(stream, expected, events)));
  const reading = reader(database, book, recent, clock);
  const scavenge = scavenger(database, book, reading.bounds);

  return {
    ...reading,
    append: appendEvents,
    /** Appends to several streams at once, or to none of them. */
    appendTogether,
    /** Writes a stream's metadata on the node's own account. */
    describe: (stream: string, metadata: Readonly<Record<string, unknown>>) =>
      appendEvents(metadataStreamOf(stream), "any", [system(metadataType, JSON.stringify(metadata))]),
    metadataOf: book.metadataOf,
    softlyDelete: (stream: string, expected: Expectation): Promise<Outcome> =>
      write(0, () => softlyDelete(stream, expected)),
    tombstone: (stream: string, expected: Expectation): Promise<Outcome> => write(0, () => tombstone(stream, expected)),
    lastRevision: (stream: string) => book.head(stream).last,
    isTombstoned: book.isTombstoned,
    isSoftlyDeleted: book.isSoftlyDeleted,
    end: book.end,
    follow: grown.follow,
    followStream: grown.followStream,
    /** Answers what is waiting, refuses the rest, and closes the file; `release` is separate so that readers can end first. */
    stop,
    /** Drops a part of what can no longer be read, from the stream of that key on; nothing if the log is stopping. */
    scavengeFrom: async (stream: bigint): Promise<Scavenged | undefined> => {
      const done = await write(0, () => scavenge(stream));
      recent.clear();
      return "kind" in done ? undefined : done;
    },
    /** Copies the log to another file while it is used: all of it up to some commit, and nothing of an open one. */
    copyTo: (file: string) => backup(database, file),
    release: () => database.close(),
  };
};

export type Log = ReturnType<typeof openLog>;
