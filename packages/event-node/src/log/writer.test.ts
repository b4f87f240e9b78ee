import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { realClock } from "../clock.ts";
import { inert } from "../failpoint.ts";
import { freshFolder } from "../fixture.ts";
import { uuidBytes } from "../wire/uuid.ts";
import { ofOneStream, toOneStream } from "./append.ts";
import { changes } from "./changes.ts";
import { judge } from "./expectation.ts";
import { ledger } from "./ledger.ts";
import { openDatabase } from "./open-database.ts";
import { writer } from "./writer.ts";

/** A log on a disk with limited space: SQLite itself refuses to let the file grow. */
const smallDisk = () => {
  const database = openDatabase(freshFolder(), () => {});
  const book = ledger(database, realClock);
  const { append } = changes(book, judge(database, book), inert);
  let growths = 0;
  const grew = () => {
    growths += 1;
  };
  const { write, stop } = writer({ database, ledger: book, grew, committed: () => {}, failpoint: inert });
  const event = (size: number) => ({
    id: uuidBytes({ string: randomUUID() }),
    type: "Happened",
    isJson: false,
    metadata: Buffer.alloc(0),
    data: Buffer.alloc(size),
  });
  return {
    append: (stream: string, expected: bigint | "no_stream", size = 10) =>
      write(size, () => ofOneStream(append(toOneStream(stream, expected, [event(size)])))),
    allowPages: (pages: number) => database.exec(`pragma max_page_count = ${pages}`),
    stored: () => database.prepare("select count(*) as count from events").get()?.count,
    growths: () => growths,
    end: book.end,
    stop,
  };
};

test("a batch that cannot be stored is refused as a whole and leaves no cached state", async () => {
  const disk = smallDisk();
  expect(await disk.append("a", "no_stream")).toMatchObject({ kind: "written", last: 0n });
  const end = disk.end();
  disk.allowPages(20);
  const group = [disk.append("a", 0n), disk.append("b", "no_stream", 1_000_000), disk.append("a", 1n)];
  for (const outcome of await Promise.all(group)) expect(outcome).toMatchObject({ kind: "unstored" });
  expect(disk.stored()).toBe(1);
  expect(disk.end()).toBe(end);
  expect(disk.growths()).toBe(1);

  disk.allowPages(1_000_000);
  expect(await disk.append("a", 1n)).toMatchObject({ kind: "conflict", current: 0n });
  expect(await disk.append("a", 0n)).toMatchObject({ kind: "written", last: 1n, position: end });
  expect(await disk.append("b", "no_stream", 1_000_000)).toMatchObject({ kind: "written", last: 0n });
});

test("appends that wait together share one commit, and each sees the ones before it", async () => {
  const disk = smallDisk();
  const group = [disk.append("a", "no_stream"), disk.append("a", 0n), disk.append("a", 0n), disk.append("a", 1n)];
  expect((await Promise.all(group)).map(({ kind }) => kind)).toEqual(["written", "written", "conflict", "written"]);
  expect(disk.growths()).toBe(1);
});

test("a stopping writer finishes waiting writes and refuses new ones", async () => {
  const disk = smallDisk();
  const waiting = disk.append("a", "no_stream");
  const stopped = disk.stop();
  expect(await disk.append("a", 0n)).toEqual({ kind: "stopping" });
  await stopped;
  expect(await waiting).toMatchObject({ kind: "written" });
});
