import { sql } from "kysely";
import { expect, test } from "vitest";
import { event, opened, schoolId } from "../../../../test/events.ts";
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
