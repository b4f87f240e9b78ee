import { uuidV5 } from "@lianxiao/kernel";
import { expect, test } from "vitest";
import { onShelf, type Printed, type Put, pressOf, print, running, shelving, store } from "./fixture.ts";
import { askReactions } from "./operator.ts";
import { reaction } from "./reaction.ts";

test("a refusal is noted once, is reported in readiness, and does not park the stream", async () => {
  await print("refused-1", ["a", "banned", "c"]);
  const reactions = [shelving("refused-shelving", "refused")];
  const { caughtUp, readiness } = running("refused", reactions);
  await caughtUp();
  expect(await onShelf("refused-1-2")).toEqual(["c"]);
  // A process without a checkpoint handles the event again.
  await running("refused-again", reactions).caughtUp();
  const notes = await store.read("reaction-refused-refused-shelving");
  const refused = {
    eventId: uuidV5("refused-1", "1"),
    stream: "refused-1",
    target: "refused-1-1",
    code: "BOOK_BANNED",
  };
  expect(notes.map(({ data }) => data)).toEqual([expect.objectContaining(refused)]);
  expect(await readiness()).toMatchObject({
    ready: true,
    reactions: { "refused-shelving": { refused: { count: 1, last: [refused] }, parked: { count: 0 } } },
  });
});

test("an event that cannot be read parks only its stream, which is not resumed automatically", async () => {
  const reactions = [shelving("parked-shelving", "parked")];
  await print("parked-1", ["a", "torn", "c"]);
  const { caughtUp, readiness, asked, stop } = running("parked", reactions);
  for (let n = 0; n < 50; n += 1) await print(`parked-other-${n}`, ["x", "y"]);
  await caughtUp();
  expect([await onShelf("parked-1-0"), await onShelf("parked-1-2")]).toEqual([["a"], []]);
  expect(await onShelf("parked-other-49-1")).toEqual(["y"]);
  // One subscription, and one read for each of the 101 commands.
  expect(asked).toMatchObject({ subscriptions: 1, delivered: 103, reads: 101 });
  const parked = { stream: "parked-1", revision: "1", reason: "The page is torn." };
  const account = { ready: true, reactions: { "parked-shelving": { parked: { count: 1, last: [parked] } } } };
  expect(await readiness()).toMatchObject(account);
  await stop();
  await print("parked-1", ["d"], 3);
  const again = running("parked", reactions);
  await again.caughtUp();
  expect(await onShelf("parked-1-3")).toEqual([]);
  expect(await again.readiness()).toMatchObject(account);
  expect(await store.read("reaction-parked-parked-shelving")).toHaveLength(1);
});

test("a parked stream that is resumed after a fix misses no event", async () => {
  const seen = { mended: false };
  const mending = reaction<Printed, Put>({
    name: "mended-shelving",
    catalogue: pressOf("mended"),
    on: {
      BookPrinted: ({ title, shelf }) => {
        if (title === "stuck" && !seen.mended) throw new TypeError("No handler takes this book.");
        return [{ target: shelf, command: { type: "PutBook", data: { title } } }];
      },
    },
  });
  await print("mended-1", ["a", "stuck", "c"]);
  const { caughtUp, resumeParked, readiness } = running("mended", [mending]);
  await caughtUp();
  expect(await resumeParked("mended-1")).toEqual([
    { reaction: "mended-shelving", stoppedBy: "No handler takes this book." },
  ]);
  expect(await onShelf("mended-1-2")).toEqual([]);
  seen.mended = true;
  expect(await resumeParked("mended-1")).toEqual([{ reaction: "mended-shelving" }]);
  await print("mended-1", ["d"], 3);
  await caughtUp();
  const shelved = await Promise.all([0, 1, 2, 3].map((n) => onShelf(`mended-1-${n}`)));
  expect(shelved).toEqual([["a"], ["stuck"], ["c"], ["d"]]);
  expect(await readiness()).toMatchObject({ reactions: { "mended-shelving": { parked: { count: 0 } } } });
  expect(await resumeParked("mended-1")).toEqual([]);
  const notes = await store.read("reaction-parked-mended-shelving");
  expect(notes.map(({ type }) => type)).toEqual(["StreamParked", "StreamResumed"]);
});

/** Shelves every book. Until `mended`, one named "stuck" fails and one named "banned" is refused. */
const mendable = (category: string) => {
  const seen = { mended: false };
  const catalogue = pressOf(category);
  const one = reaction<Printed, Put>({
    name: `${category}-shelving`,
    catalogue,
    on: {
      BookPrinted: ({ title, shelf }) => {
        if (title === "stuck" && !seen.mended) throw new TypeError("No handler takes this book.");
        const put = title === "banned" && seen.mended ? "allowed" : title;
        return [{ target: shelf, command: { type: "PutBook", data: { title: put } } }];
      },
    },
  });
  return { seen, reactions: [one] };
};

const accountOf = (category: string, refused: number, parked: number) => ({
  reactions: { [`${category}-shelving`]: { refused: { count: refused }, parked: { count: parked } } },
});

test("a parked stream is resumed by an operator's request, which is handled like any event", async () => {
  const { seen, reactions } = mendable("asked");
  await print("asked-1", ["a", "stuck", "c"]);
  const { caughtUp, readiness, stop } = running("asked", reactions);
  await caughtUp();
  expect(await readiness()).toMatchObject(accountOf("asked", 0, 1));
  await askReactions(store, { type: "ResumptionAsked", data: { stream: "asked-1" } });
  await caughtUp();
  expect(await readiness()).toMatchObject(accountOf("asked", 0, 1));
  await stop();
  seen.mended = true;
  await askReactions(store, { type: "ResumptionAsked", data: { stream: "asked-1" } });
  const again = running("asked", reactions);
  await again.caughtUp();
  expect(await again.readiness()).toMatchObject(accountOf("asked", 0, 0));
  expect([await onShelf("asked-1-1"), await onShelf("asked-1-2")]).toEqual([["stuck"], ["c"]]);
});

test("a refusal is settled by an operator, or by a retry that is not refused", async () => {
  const { seen, reactions } = mendable("settled");
  await print("settled-1", ["banned", "banned", "c"]);
  const { caughtUp, readiness } = running("settled", reactions);
  await caughtUp();
  expect(await readiness()).toMatchObject(accountOf("settled", 2, 0));
  const [first, second] = [uuidV5("settled-1", "0"), uuidV5("settled-1", "1")];
  await askReactions(store, { type: "RefusalSettled", data: { eventId: first, note: "已人工处理" } });
  await askReactions(store, { type: "RetryAsked", data: { eventId: second } });
  await caughtUp();
  expect(await readiness()).toMatchObject({
    reactions: { "settled-shelving": { refused: { count: 1, last: [{ eventId: second }] } } },
  });
  seen.mended = true;
  await askReactions(store, { type: "RetryAsked", data: { eventId: second } });
  await caughtUp();
  expect(await readiness()).toMatchObject(accountOf("settled", 0, 0));
  expect([await onShelf("settled-1-0"), await onShelf("settled-1-1")]).toEqual([[], ["allowed"]]);
  // A process that handles the requests and the events again notes nothing twice.
  const again = running("settled-again", reactions);
  await again.caughtUp();
  expect(await again.readiness()).toMatchObject(accountOf("settled", 0, 0));
});
