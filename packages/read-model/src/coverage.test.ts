import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnyEvent, approved, event, groupId, joined, opened, returned, schoolId } from "../../../test/events.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import {
  applyBatch,
  connect,
  coverage,
  coverageOfChildren,
  openSnapshot,
  positionAt,
  type Question,
  rates,
} from "./index.ts";

const id = schoolId;
const g = groupId(1);
const now = 2n ** 60n;
const question: Question = {
  region: "330108",
  rate: "GROUP",
  basis: "SCHOOLS",
  asOf: "2023-09-01",
  knownAt: now,
  stage: "ALL",
  ownership: "ALL",
};

let db: Awaited<ReturnType<typeof freshReadModel>>;
const record = createLog();
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

test("x", async () => {
  await applyBatch(
    db,
    [opened(id(1)), opened(id(2)), opened(id(3)), ...approved(g, id(1)), joined(id(2), g)].map((e) => record(e)),
  );
  const s = await openSnapshot(db, { regions: ["330100"] }, { today: "2024-01-01" });
  console.log(s.scope.join(), s.position);
  console.log(await coverage(s, question));
  console.log(await coverageOfChildren(s, { ...question, region: "330100" }));
  await s.end();
});
