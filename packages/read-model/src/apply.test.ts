import { UnreadableEvent } from "@lianxiao/events";
import type { Recorded } from "@lianxiao/kernel";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { approved, event, groupId, joined, opened, schoolId } from "../../../test/events.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { namesOf } from "../../../test/random-changes.ts";
import { happened, histories } from "../../../test/random-history.ts";
import {
  applyBatch,
  checkpoint,
  connect,
  type Database,
  hashes,
  Overtaken,
  openSnapshot,
  positionAt,
  prepare,
  ReadModelUnavailable,
} from "./index.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

/** An empty read model in a schema of its own beside the others. */
let schemas = 0;
const empty = async (): Promise<Database & AsyncDisposable> => {
  schemas += 1;
  const one = connect(db.url, { schema: `empty_${schemas}`, connections: 3 });
  await prepare(one);
  return { ...one, [Symbol.asyncDispose]: one.close };
};

/** A log of one random history, the same for the same seed. */
const logOf = (seed: number): readonly Recorded[] => {
  const record = createLog();
  const [history = []] = fc.sample(histories, { numRuns: 1, seed });
  return happened(namesOf(seed), history).map((event) => record(event));
};

const rows = async (model: Database): Promise<number> =>
  (await hashes(model)).reduce((total, { rows }) => total + rows, 0);

describe("the same log", () => {
  test("leaves the same tables in one batch, event by event, and batch upon batch", async () => {
    await using whole = await empty();
    await using single = await empty();
    await using pieces = await empty();
    for (const seed of [1, 2, 3]) {
      const log = logOf(seed).map((event) => ({ ...event, position: event.position + BigInt(seed) * 100_000n }));
      await applyBatch(whole, log);
      for (const event of log) await applyBatch(single, [event]);
      for (let at = 0; at < log.length; at += 7) await applyBatch(pieces, log.slice(at, at + 7));
    }
    expect(await hashes(single)).toEqual(await hashes(whole));
    expect(await hashes(pieces)).toEqual(await hashes(whole));
  });

  test("may be delivered again, whole or overlapping, and changes nothing", async () => {
    await using model = await empty();
    const log = logOf(4);
    await applyBatch(model, log.slice(0, 10));
    expect(await applyBatch(model, log.slice(0, 10))).toEqual({ applied: 0, skipped: 0 });
    await applyBatch(model, log.slice(5));
    const once = await hashes(model);
    await applyBatch(model, log);
    expect(await hashes(model)).toEqual(once);
    await using again = await empty();
    await applyBatch(again, log);
    expect(await hashes(again)).toEqual(once);
  });

  test("applied by three projectors at once leaves exact rows, and the slower ones are told", async () => {
    await using model = await empty();
    await using expected = await empty();
    const log = logOf(5);
    await applyBatch(expected, log);
    const overtaken: unknown[] = [];
    const project = async (from: bigint): Promise<void> => {
      for (let after = from; ; after = (await checkpoint(model)) ?? -1n) {
        const batch = log.filter(({ position }) => position > after).slice(0, 3);
        if (batch.length === 0) return;
        await applyBatch(model, batch, { after }).catch((error: unknown) => {
          if (!(error instanceof Overtaken)) throw error;
          overtaken.push(error);
        });
      }
    };
    // All three from the beginning, so that two are overtaken at their first batch, however they are scheduled.
    await Promise.all([project(-1n), project(-1n), project(-1n)]);
    expect(await hashes(model)).toEqual(await hashes(expected));
    expect(overtaken.length).toBeGreaterThanOrEqual(2);
  });
});

describe("a batch", () => {
  test("that does not continue where the checkpoint stands is refused, so that a database gone back is not skipped over", async () => {
    await using model = await empty();
    const log = logOf(6);
    await applyBatch(model, log.slice(0, 5));
    await expect(applyBatch(model, log.slice(10), { after: log[9]?.position ?? 0n })).rejects.toThrow(Overtaken);
    expect(await checkpoint(model)).toBe(log[4]?.position);
  });

  test("whose backend is killed before the commit leaves nothing, and succeeds when it comes again", async () => {
    await using model = await empty();
    const log = logOf(7);
    await applyBatch(model, log.slice(0, 8));
    const before = await hashes(model);
    const kill = async (): Promise<void> => {
      await sql`
        select pg_terminate_backend(pid)
        from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'`.execute(db.sql);
    };
    await expect(
      applyBatch(model, log.slice(8), {
        failpoint: async (name) => (name === "projector.before-commit" ? kill() : undefined),
      }),
    ).rejects.toThrow(ReadModelUnavailable);
    expect(await hashes(model)).toEqual(before);
    await applyBatch(model, log.slice(8));
    await using expected = await empty();
    await applyBatch(expected, log);
    expect(await hashes(model)).toEqual(await hashes(expected));
  });

  test("skips and counts what nobody here knows, and still moves the checkpoint over it", async () => {
    await using model = await empty();
    const [known, ...others] = logOf(8).slice(0, 3);
    const unknown = others.map((event) => ({ ...event, type: "SchoolPaintedBlue" }));
    expect(await applyBatch(model, [...(known ? [known] : []), ...unknown])).toEqual({ applied: 1, skipped: 2 });
    expect(await checkpoint(model)).toBe(30n);
  });

  test("stops at an event that it cannot read, naming it, with nothing of the batch applied", async () => {
    await using model = await empty();
    const [first, second] = logOf(9);
    if (first === undefined || second === undefined) throw new Error("The history is too short.");
    const poisons: Partial<Recorded>[] = [
      { data: {} },
      { data: null },
      { data: [] },
      { data: new Uint8Array([255]) },
      { data: "RegionOpened" },
      { type: `${second.type}@9` },
      { type: `${second.type}@x` },
    ];
    const before = await rows(model);
    for (const poison of poisons) {
      const failure = applyBatch(model, [first, { ...second, ...poison }]);
      await expect(failure).rejects.toThrow(UnreadableEvent);
      await expect(failure).rejects.toMatchObject({
        message: expect.stringContaining(
          `stream ${second.stream}, revision ${second.revision}, position ${second.position}`,
        ),
      });
    }
    expect(await rows(model)).toBe(before);
    expect(await checkpoint(model)).toBeUndefined();
  });
});

describe("the moment of a position", () => {
  const at = (second: number) => new Date(Date.UTC(2024, 0, 1, 0, 0, second));

  test("is when it was recorded, and never before that of an earlier position", async () => {
    await using model = await empty();
    const log = logOf(10).slice(0, 5);
    // The clock of the store stepped back twice, once within a batch and once between two.
    const recorded = [10, 20, 15, 5, 30].map((second, index) => ({
      ...(log[index] as Recorded),
      recordedAt: at(second),
    }));
    await applyBatch(model, recorded.slice(0, 3));
    await applyBatch(model, recorded.slice(3));
    const snapshot = await openSnapshot(model, { regions: [] }, { today: "2024-01-01" });
    const found = [];
    for (const second of [9, 10, 19, 20, 29, 30, 99]) found.push(await positionAt(snapshot, at(second)));
    await snapshot.end();
    expect(found).toEqual([-1n, 10n, 10n, 40n, 40n, 50n, 50n]);
    // One row for each instant, also when more of it comes in a later batch.
    const { rows } = await sql<{ position: string }>`
      select position::text from ${sql.id(model.schema, "moment")} order by at`.execute(model.sql);
    expect(rows).toEqual([{ position: "10" }, { position: "40" }, { position: "50" }]);
  });
});

test("positions beyond what a double can tell apart are kept exactly", async () => {
  await using model = await empty();
  const [school, group] = [schoolId(1), groupId(1)];
  const record = createLog();
  const events = [
    opened(school),
    ...approved(group, school),
    joined(school, group),
    event("SchoolClosed", { schoolId: school, on: "2022-01-01" }),
  ];
  const huge = 2n ** 62n;
  await applyBatch(
    model,
    events.map((event) => record(event)).map((event, n) => ({ ...event, position: huge + BigInt(n) })),
  );
  expect(await checkpoint(model)).toBe(huge + 4n);
  const { rows } = await sql<{ known: string }>`
    select known::text from ${sql.id(model.schema, "school")} order by lower(known), upper(known)`.execute(model.sql);
  expect(rows.map(({ known }) => known)).toEqual([`[${huge},${huge + 4n})`, `[${huge + 4n},)`]);
});
