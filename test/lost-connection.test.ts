import { connect, openSnapshot, positionAt } from "@lianxiao/read-model";
import { Client } from "pg";
import { expect, test } from "vitest";
import { freshReadModel } from "./projection.ts";

test("a snapshot whose connection was lost gives its place in the pool back", async () => {
  const model = await freshReadModel();
  const database = connect(model.url, { connections: 1 });
  const lost = await openSnapshot(database, { regions: [] }, { today: "2026-11-22" });
  const admin = new Client(model.url);
  await admin.connect();
  await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()",
  );
  await admin.end();
  await positionAt(lost, new Date()).catch(() => undefined);
  await lost.end().catch(() => undefined);
  const next = await openSnapshot(database, { regions: [] }, { today: "2026-11-22" });
  expect(next.position).toBe(-1n);
  await next.end();
}, 25_000);
