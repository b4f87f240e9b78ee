import { connect, openSnapshot, positionAt, ReadModelUnavailable } from "@lianxiao/read-model";
import { expect, test } from "vitest";
import { freshReadModel } from "../../../test/projection.ts";
import { codes, now, serve } from "./fixture.ts";
import { reading } from "./reading.ts";

test("a read model that cannot be reached is a 503 to be tried again, in whatever state the request is", async () => {
  const model = await freshReadModel();
  const gateway = await serve(model);
  const database = connect(model.url);
  const { read, end } = reading(() => openSnapshot(database, { regions: [] }, { today: "2026-11-22" }));
  expect(await read((snapshot) => positionAt(snapshot, now))).toBe(-1n);
  expect((await gateway.ask("{ __typename }")).status).toBe(200);
  // Ends every connection to the database, also the one that the snapshot holds.
  await model.drop();
  await expect(read((snapshot) => positionAt(snapshot, now))).rejects.toBeInstanceOf(ReadModelUnavailable);
  await end();
  const query = '{ coverage(region: "330108") { rate } }';
  const answer = await gateway.ask(query);
  expect([answer.status, codes(answer), answer.extensions?.position]).toEqual([
    503,
    ["READ_MODEL_UNAVAILABLE"],
    undefined,
  ]);
  expect((await gateway.post({ query })).headers.get("retry-after")).toBe("1");
  await gateway.close();
});
