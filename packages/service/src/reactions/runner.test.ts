import { Contended, type Failpoint, StoreUnavailable } from "@lianxiao/kernel";
import { expect, test } from "vitest";
import { drafts, node, onShelf, print, running, shelve, shelving, store, titles } from "./fixture.ts";

test("events recorded before and after the start are handled once", async () => {
  await print("daily-1", ["a"]);
  const { caughtUp, stop, asked } = running("daily", [shelving("daily-shelving", "daily")]);
  await caughtUp();
  await print("daily-1", ["b"], 1);
  await caughtUp();
  expect([await onShelf("daily-1-0"), await onShelf("daily-1-1")]).toEqual([["a"], ["b"]]);
  expect(asked.dispatched).toHaveLength(2);
  await stop();
});

test("a start after a clean stop reads only new events", async () => {
  for (let n = 0; n < 4; n += 1) await print(`yearly-${n}`, [...drafts(499), "last"]);
  const first = running("yearly", [shelving("yearly-shelving", "yearly")]);
  await first.caughtUp();
  expect(first.asked.delivered).toBe(2_000);
  await first.stop();
  await print("yearly-9", ["new"]);
  const second = running("yearly", [shelving("yearly-shelving", "yearly")]);
  await second.caughtUp();
  expect(await onShelf("yearly-9-0")).toEqual(["new"]);
  expect(second.asked).toMatchObject({ delivered: 1, dispatched: ["yearly-shelving"] });
});

test("the checkpoint is written while running, so that a killed process repeats few events and no effect", async () => {
  for (let n = 0; n < 3; n += 1) await print(`killed-${n}`, [...drafts(499), "last"]);
  const first = running("killed", [shelving("killed-shelving", "killed")]);
  await first.caughtUp();
  // Not stopped: another process with the same name starts from the stored checkpoint.
  const second = running("killed", [shelving("killed-shelving", "killed")]);
  await second.caughtUp();
  // At most the events between two checkpoints.
  expect(second.asked.delivered).toBeLessThan(1_000);
  expect(await onShelf("killed-2-499")).toEqual(["last"]);
});

test("a new reaction starts at the beginning of the log, and the others repeat nothing", async () => {
  await print("serial-1", titles(20));
  const first = running("serial", [shelving("serial-old", "serial")]);
  await first.caughtUp();
  await first.stop();
  const both = running("serial", [shelving("serial-old", "serial"), shelving("serial-new", "serial")]);
  await both.caughtUp();
  expect(both.asked.dispatched).toEqual(Array.from({ length: 20 }, () => "serial-new"));
});

/** The client reconnects at the call after a failed one. */
const goesOn = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof StoreUnavailable) return goesOn(call);
    throw error;
  }
};

test("an outage of the store loses no event, repeats no effect and parks no stream", async () => {
  let dispatches = 0;
  // The store restarts between two commands, so the next one finds a broken connection and a store that is available.
  const failpoint: Failpoint = async (name) => {
    if (name !== "reaction.before-dispatch") return;
    dispatches += 1;
    if (dispatches !== 100) return;
    await node.stop();
    await node.start();
  };
  await print("outage-1", titles(300));
  const { caughtUp, readiness } = running("outage", [shelving("outage-shelving", "outage")], { failpoint });
  await expect.poll(() => dispatches).toBeGreaterThan(100);
  await goesOn(() => print("outage-2", ["after"]));
  await goesOn(caughtUp);
  const shelved = await Promise.all(titles(300).map((_, n) => onShelf(`outage-1-${n}`)));
  expect(shelved).toEqual(titles(300).map((title) => [title]));
  expect(await onShelf("outage-2-0")).toEqual(["after"]);
  expect(await readiness()).toMatchObject({
    reactions: { "outage-shelving": { refused: { count: 0 }, parked: { count: 0 } } },
  });
});

test.each([
  ["whose outcome is unknown", "unknown", new StoreUnavailable("The answer was lost.")],
  ["whose stream is contended", "contended", new Contended("The shelf moved.")],
])("a command %s is retried until it is answered, and takes effect once", async (_what, category, error) => {
  let given = 0;
  const { caughtUp, readiness } = running(category, [shelving(`${category}-shelving`, category)], {
    dispatch: async (dispatch) => {
      given += 1;
      const receipt = await shelve(dispatch);
      if (given === 1) throw error;
      return receipt;
    },
  });
  await print(`${category}-1`, ["a"]);
  await caughtUp();
  expect(given).toBe(2);
  expect(await onShelf(`${category}-1-0`)).toEqual(["a"]);
  expect(await readiness()).toMatchObject({
    reactions: { [`${category}-shelving`]: { refused: { count: 0 }, parked: { count: 0 } } },
  });
});

test.each(["reaction.before-dispatch", "reaction.before-checkpoint"])(
  "a process that is interrupted at the failure point %s continues and repeats no effect",
  async (name) => {
    const category = name.slice("reaction.".length);
    let hits = 0;
    const failpoint: Failpoint = async (hit) => {
      if (hit !== name) return;
      hits += 1;
      if (hits <= 2) throw new Error("interrupted");
    };
    await print(`${category}-1`, titles(3));
    const first = running(category, [shelving(`${category}-shelving`, category)], { failpoint });
    await first.caughtUp();
    await expect.poll(() => hits).toBeGreaterThan(0);
    await first.stop();
    const second = running(category, [shelving(`${category}-shelving`, category)]);
    await second.caughtUp();
    const shelved = await Promise.all([0, 1, 2].map((n) => onShelf(`${category}-1-${n}`)));
    expect(shelved).toEqual(titles(3).map((title) => [title]));
  },
);

test("its own notes and other events do not cause further checkpoints", async () => {
  const { position } = await print("still-1", ["a"]);
  const { caughtUp, stop } = running("still", [shelving("still-shelving", "still")]);
  await caughtUp();
  const noted = async () => (await store.tail("reaction-still", 1))[0];
  const reached = async () => {
    const data = (await noted())?.data as { reached: Record<string, string> } | undefined;
    return BigInt(data?.reached["still-shelving"] ?? -1);
  };
  await expect.poll(reached).toBeGreaterThanOrEqual(position);
  const before = await noted();
  for (let n = 0; n < 5; n += 1) await print(`elsewhere-${n}`, titles(200));
  await caughtUp();
  await stop();
  expect((await noted())?.revision).toBe(before?.revision);
});

test("the store keeps only the last checkpoints", async () => {
  const [limit] = await store.tail("$$reaction-still", 1);
  expect(limit).toMatchObject({ type: "$metadata", data: { $maxCount: 3 } });
});
