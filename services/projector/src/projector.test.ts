import { connectEventStore, type EventStore, failpoints } from "@lianxiao/kernel";
import { checkpoint, connect, type Database, hashes, prepare, rebuild } from "@lianxiao/read-model";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cutConnections, freshDatabase } from "../../../test/database.ts";
import { freshEventStore } from "../../../test/event-store.ts";
import { createLog, execute } from "../../../test/projection.ts";
import { namesOf } from "../../../test/random-changes.ts";
import { happened, histories } from "../../../test/random-history.ts";
import { createProjector } from "./projector.ts";

type Stack = { readonly store: EventStore; readonly database: Database };

const opened: (() => Promise<unknown>)[] = [];
const open = <T>(part: T, close: (part: T) => Promise<unknown>): T => {
  opened.push(() => close(part));
  return part;
};
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const freshStore = async (): Promise<EventStore> => {
  const { url } = open(await freshEventStore(), ({ remove }) => remove());
  return open(connectEventStore(url), (store) => store.close());
};

let stack: Stack;
beforeEach(async () => {
  const { url } = open(await freshDatabase(), ({ drop }) => drop());
  stack = { store: await freshStore(), database: open(connect(url), (db) => db.close()) };
});

/** Appends events as they are, in order, and gives the last one's position. */
const append = async (events: readonly { stream: string; type: string; data: unknown }[], { store } = stack) => {
  let last = -1n;
  for (const { stream, type, data } of events) {
    const revision = (await store.read(stream)).at(-1)?.revision ?? -1n;
    const event = { id: crypto.randomUUID(), type, data, metadata: {} };
    last = (await store.append({ stream, revision, events: [event] })).position;
  }
  return last;
};

/** Another random history for every run number. */
const history = (n: number) => {
  const record = createLog();
  const [changes = []] = fc.sample(histories, { numRuns: 1, seed: n });
  return happened(namesOf(n), changes).map((event) => record(event));
};

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const project = (options: Partial<Parameters<typeof createProjector>[0]> = {}) => {
  const stopping = new AbortController();
  const projector = createProjector({ ...stack, log: quiet, signal: stopping.signal, ...options });
  const stop = async () => {
    stopping.abort();
    await projector.done;
  };
  opened.push(stop);
  return { ...projector, stop };
};

const expectRebuildEqual = async () => {
  const compared = await rebuild({ store: stack.store, db: stack.database });
  expect(compared.filter(({ equal }) => !equal)).toEqual([]);
  expect(compared.length).toBeGreaterThan(8);
};

describe("the projector", () => {
  test("prepares the read model and follows the log into it, what was there and what comes", async () => {
    await append(history(1));
    const { caughtUp, status, readiness } = project();
    await caughtUp();
    const last = await append(history(2));
    await caughtUp();
    expect(await status()).toEqual({ position: last, head: last, lagMs: 0 });
    expect(await readiness()).toMatchObject({ ready: true, position: String(last) });
    await expectRebuildEqual();
  });

  test("is ready from when it has caught up for the first time, also while the log goes on", async () => {
    await append(history(1));
    const { caughtUp, readiness, stop } = project();
    await caughtUp();
    await stop();
    await append(history(2));
    expect(await readiness()).toMatchObject({ ready: true });
  });

  /** Appends `count` events of other categories in few appends; gives the last one's position. */
  const foreign = async (count: number) => {
    const events = Array.from({ length: count }, () => ({
      id: crypto.randomUUID(),
      type: "Noted",
      data: {},
      metadata: {},
    }));
    return (await stack.store.append({ stream: `foreign-${crypto.randomUUID()}`, revision: -1n, events })).position;
  };

  test("is up to date when only events of others lie between it and the head", async () => {
    const last = await append(history(1));
    const { caughtUp, status } = project();
    await caughtUp();
    const head = await foreign(3);
    await caughtUp();
    expect(await status()).toEqual({ position: last, head, lagMs: 0 });
  });

  test("tells how far it lies behind also when the head is an event of others", async () => {
    await append(history(1));
    const first = project();
    await first.caughtUp();
    await first.stop();
    await append(history(2));
    const head = await foreign(3);
    const status = await first.status();
    expect(status).toMatchObject({ head, lagMs: expect.any(Number) });
    expect(status.lagMs).toBeGreaterThan(0);
  });

  test("moves its checkpoint over many events of others, and the tables still equal a rebuild", async () => {
    const last = await append(history(1));
    const { caughtUp } = project();
    await caughtUp();
    for (let n = 0; n < 12; n += 1) await foreign(1_000);
    await expect.poll(() => checkpoint(stack.database)).toBeGreaterThanOrEqual(last + 1_048_576n);
    await expectRebuildEqual();
    await append(history(2));
    await caughtUp();
    await expectRebuildEqual();
  });

  test("goes on where the last one stopped", async () => {
    await append(history(1));
    const first = project();
    await first.caughtUp();
    await first.stop();
    await append(history(2));
    await project().caughtUp();
    await expectRebuildEqual();
  });

  test("stops at once, also when it has only just begun", async () => {
    await append(history(1).slice(0, 3));
    await project().stop();
    await project().stop();
  });

  test("may run three times at once: the tables are those of one", async () => {
    const projectors = [project(), project(), project()];
    await append(history(1));
    await append(history(2));
    await Promise.all(projectors.map(({ caughtUp }) => caughtUp()));
    for (const { status } of projectors) expect(await status()).not.toHaveProperty("stopped");
    await expectRebuildEqual();
  });

  test("goes on by itself when its connections are killed, also in the middle of a batch", async () => {
    let kills = 0;
    const failpoint = async (name: string) => {
      if (name !== "projector.before-commit" || kills === 3) return;
      kills += 1;
      await cutConnections(stack.database.url);
    };
    await append(history(1));
    const { caughtUp } = project({ failpoint });
    await caughtUp();
    expect(kills).toBe(3);
    await expectRebuildEqual();
  });

  test("goes back with a database that went back, instead of leaving out what is missing there", async () => {
    await append(history(1));
    const { caughtUp } = project();
    await caughtUp();
    await execute(stack.database, `drop schema ${stack.database.schema} cascade`);
    await prepare(stack.database);
    await append(history(2));
    await caughtUp();
    await expectRebuildEqual();
  });
});

describe("the projector stops, and says why", () => {
  const poison = { stream: "school-50000000-0000-4000-8000-000000000009", type: "SchoolOpened" };

  test.each([
    ["of a shape that it does not know", { ...poison, type: "SchoolOpened@9", data: {} }],
    ["with a field missing", { ...poison, data: { schoolId: "50000000-0000-4000-8000-000000000009" } }],
    ["that is no object", { ...poison, data: "school" }],
  ])("at an event %s, and the last good state stays", async (_, event) => {
    const good = await append(history(1));
    const { done, status, readiness, caughtUp } = project();
    await caughtUp();
    await append([event, ...history(2)]);
    await done;
    expect(await status()).toMatchObject({
      position: good,
      stopped: expect.stringContaining(`stream ${event.stream}, revision 0`),
    });
    expect(await readiness()).toMatchObject({ ready: false });
    await expect(caughtUp()).rejects.toThrow();
  });

  test("passes over types that nobody knows, which is no reason to stop", async () => {
    const last = await append([{ stream: "school-x", type: "SchoolPaintedBlue", data: {} }]);
    const { caughtUp } = project();
    await caughtUp();
    expect(await checkpoint(stack.database)).toBe(last);
  });

  test("when the log ends before what it has applied, and leaves the tables alone", async () => {
    await append(history(1));
    const first = project();
    await first.caughtUp();
    await first.stop();
    const before = await hashes(stack.database);
    const restored = await freshStore();
    await append(history(1).slice(0, 3), { ...stack, store: restored });
    const { done, status } = project({ store: restored });
    await done;
    expect((await status()).stopped).toContain("restored from an older backup");
    expect(await hashes(stack.database)).toEqual(before);
  });

  test.each(["projector.before-checkpoint", "projector.before-commit", "projector.after-commit"])(
    "where a failure point throws (%s); another one then goes on to exact tables",
    async (name) => {
      const crash = (): never => {
        throw new Error("There is no process to crash here.");
      };
      await append(history(1));
      const { done, status } = project({ failpoint: failpoints(`${name}=throw`, crash) });
      await done;
      expect((await status()).stopped).toContain(name);
      await project().caughtUp();
      await expectRebuildEqual();
    },
  );
});
