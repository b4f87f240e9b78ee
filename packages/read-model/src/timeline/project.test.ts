import { sql } from "kysely";
import { expect, test } from "vitest";
import { event, opened, returned, schoolId } from "../../../../test/events.ts";
import { createLog, freshReadModel } from "../../../../test/projection.ts";
import { applyBatch, connect } from "../index.ts";

test("a batch reads the rows of its own subjects only, however many others there are", async () => {
  const { url, drop } = await freshReadModel();
  // One connection, so that its own statistics can be made to be told at once.
  const db = connect(url, { connections: 1 });
  const record = createLog();
  const read = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(db.sql);
    const { rows } = await sql<{ inPassing: number; byIndex: number }>`
      select sum(seq_tup_read)::int as "inPassing", sum(idx_tup_fetch)::int as "byIndex"
      from pg_stat_user_tables
      where relname in ('history', 'school', 'campus')`.execute(db.sql);
    return rows[0] ?? { inPassing: 0, byIndex: 0 };
  };
  try {
    const schools = Array.from({ length: 300 }, (_, n) => schoolId(n));
    await applyBatch(
      db,
      schools.map((id) => record(opened(id))),
    );
    const before = await read();
    const renamed = schools
      .slice(0, 30)
      .map((schoolId) => event("SchoolRenamed", { schoolId, on: "2022-01-01", name: "新名" }));
    await applyBatch(
      db,
      renamed.map((said) => record(said)),
    );
    const after = await read();
    expect(after.inPassing - before.inPassing).toBe(0);
    // The record of each, and its one row that ends.
    expect(after.byIndex - before.byIndex).toBeGreaterThanOrEqual(60);
    expect(after.byIndex - before.byIndex).toBeLessThan(300);
  } finally {
    await db.close();
    await drop();
  }
});

test("an event costs the same however often its subject has changed, and however many years it has returned", async () => {
  const { url, drop } = await freshReadModel();
  const db = connect(url, { connections: 1 });
  const record = createLog();
  const id = schoolId(1);
  /** The rows of the tables that are read while the event is applied. */
  const readBy = async (said: ReturnType<typeof event>) => {
    const read = async () => {
      await sql`select pg_stat_force_next_flush()`.execute(db.sql);
      const { rows } = await sql<{ read: number }>`
        select sum(seq_tup_read + idx_tup_fetch)::int as read
        from pg_stat_user_tables
        where relname in ('school', 'campus', 'annual_return', 'administration')`.execute(db.sql);
      return rows[0]?.read ?? 0;
    };
    const before = await read();
    await applyBatch(db, [record(said)]);
    return (await read()) - before;
  };
  const renamed = (n: number) => event("SchoolRenamed", { schoolId: id, on: "2022-01-01", name: `第${n}名` });
  try {
    await applyBatch(db, [
      record(opened(id)),
      record(event("SchoolRenamed", { schoolId: id, on: "2021-01-01", name: "旧" })),
    ]);
    for (let n = 0; n < 40; n += 1) await applyBatch(db, [record(renamed(n))]);
    for (let year = 1960; year < 2010; year += 1) await applyBatch(db, [record(returned(id, year, { PRIMARY: 100 }))]);
    expect(await readBy(renamed(40))).toBeLessThan(10);
    expect(await readBy(returned(id, 2009, { PRIMARY: 101 }))).toBeLessThan(10);
  } finally {
    await db.close();
    await drop();
  }
});
