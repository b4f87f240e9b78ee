import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../clock.ts";
import { type Failpoint, type FailpointName, inert } from "../failpoint.ts";
import { type Append, type Appended, ofOneStream, toOneStream } from "./append.ts";
import { changes } from "./changes.ts";
import { copy } from "./copy.ts";
import { judge } from "./expectation.ts";
import { gaps } from "./gaps.ts";
import { growth } from "./growth.ts";
import { ledger, type NewEvent, newId } from "./ledger.ts";
import { noMark, openMark } from "./mark.ts";
import { metadataStreamOf, metadataType } from "./metadata.ts";
import { inMemory, openDatabase } from "./open-database.ts";
import { type Expectation, type Outcome, type Unwritten, unstored } from "./outcome.ts";
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

/**
 * Clients use position 0 for the start, so a hidden record is stored there. A visible record follows, so that no log is
 * empty.
 */
const firstRecords = (clock: Clock) => (database: DatabaseSync) => {
  const { record, storeHeads } = ledger(database, clock);
  record("$epoch-information", 0n, system("$epoch-information", "{}"));
  record("$$$scavenges", 0n, system(metadataType, '{"$maxAge":2592000,"$acl":{"$r":"$ops"}}'));
  storeHeads();
};

/** The size that the limits refer to; the type counts two bytes for each character. */
export const eventSize = ({ data, metadata, type }: NewEvent): number =>
  data.length + metadata.length + 2 * type.length;

/** The durable, totally ordered log of all streams. */
export const openLog = (dataDir: string, clock: Clock, failpoint: Failpoint = inert) => {
  const database = openDatabase(dataDir, firstRecords(clock));
  const book = ledger(database, clock);
  const mark = dataDir === inMemory ? noMark : openMark(dataDir);
  const grown = growth();
  const { append, softlyDelete, tombstone } = changes(book, judge(database, book), failpoint);
  const recent = tail(book.end);
  /** The streams written to since followers were last notified. */
  const touched = new Set<string>();
  const committed = (end: bigint) => {
    mark.move(end);
    const written = book.takeWritten();
    if (grown.isFollowed()) for (const stream of recent.take(written)) touched.add(stream);
    else recent.clear(written);
  };
  let isRaising = false;
  const raise = () => {
    isRaising = false;
    grown.raise(touched);
    touched.clear();
  };
  /** Appends are answered before followers are notified, however many followers there are. */
  const grew = () => {
    if (isRaising) return;
    isRaising = true;
    setImmediate(raise);
  };
  const { write, stop } = writer({ database, ledger: book, grew, committed, failpoint });
  /** Returns the outcome, unless an injected fault makes it unknown. */
  const answered = async <Done>(outcome: Promise<Done>, place: FailpointName): Promise<Done | Unwritten> => {
    const done = await outcome;
    try {
      await failpoint(place);
      return done;
    } catch (error) {
      return unstored(error);
    }
  };
  const appendTogether = (all: Append): Promise<Appended> => {
    const size = all.writes.reduce((sum, { event }) => sum + eventSize(event), 0);
    const appended = write(size, () => append(all));
    return answered(appended, "append.before-reply");
  };
  const appendEvents = async (stream: string, expected: Expectation, events: readonly NewEvent[]) =>
    ofOneStream(await appendTogether(toOneStream(stream, expected, events)));
  const dropped = gaps(database);
  const reading = reader(database, book, { clock, gaps: dropped, recent });
  const { dropFrom, shrink } = scavenger({ database, ledger: book, gaps: dropped, kept: reading.bounds, failpoint });

  return {
    ...reading,
    append: appendEvents,
    /** Appends to several streams atomically. */
    appendTogether,
    /** Writes a stream's metadata on behalf of the node itself. */
    describe: (stream: string, metadata: Readonly<Record<string, unknown>>) =>
      appendEvents(metadataStreamOf(stream), "any", [system(metadataType, JSON.stringify(metadata))]),
    metadataOf: book.metadataOf,
    softlyDelete: (stream: string, expected: Expectation): Promise<Outcome> => {
      const done = write(0, () => softlyDelete(stream, expected));
      return answered(done, "delete.before-reply");
    },
    tombstone: (stream: string, expected: Expectation): Promise<Outcome> => {
      const done = write(0, () => tombstone(stream, expected));
      return answered(done, "delete.before-reply");
    },
    failpoint,
    lastRevision: (stream: string) => book.head(stream).last,
    isTombstoned: book.isTombstoned,
    isSoftlyDeleted: book.isSoftlyDeleted,
    end: book.end,
    follow: grown.follow,
    followStream: grown.followStream,
    /**
     * Completes the waiting writes, refuses new ones and closes the writer. `release` is separate, so that readers can
     * end first.
     */
    stop,
    /** Scavenges one step, beginning at the stream with this key; undefined if the log is stopping. */
    scavengeFrom: async (stream: bigint): Promise<Scavenged | undefined> => {
      const done = await write(0, () => dropFrom(stream));
      recent.clear();
      return "kind" in done ? undefined : done;
    },
    /** Returns some of the freed space to the file system; false when none is left. */
    shrink: async (): Promise<boolean> => (await write(0, shrink)) === true,
    /**
     * Copies the log to another file while it is in use: everything up to some commit, and nothing of an open
     * transaction.
     */
    copyTo: (file: string) => copy(database, file),
    release: () => {
      mark.close();
      database.close();
    },
  };
};

export type Log = ReturnType<typeof openLog>;
