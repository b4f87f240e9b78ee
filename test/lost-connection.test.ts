import { connect, openSnapshot, positionAt } from "@lianxiao/read-model";
import { expect, onTestFinished, test } from "vitest";
import { cutConnections } from "./database.ts";
import { freshReadModel } from "./projection.ts";

test("a snapshot whose connection was lost releases its place in the pool", async () => {
  const model = await freshReadModel();
  const database = connect(model.url, { connections: 1 });
  onTestFinished(async () => {
    await database.close();
    await model.drop();
  });
  const lost = await openSnapshot(database, { regions: [] }, { today: "2026-11-22" });
  await cutConnections(model.url);
  await positionAt(lost, new Date()).catch(() => undefined);
  await lost.end().catch(() => undefined);
  const next = await openSnapshot(database, { regions: [] }, { today: "2026-11-22" });
  expect(next.position).toBe(-1n);
  await next.end();
});
