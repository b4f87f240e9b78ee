import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../../test/database.ts";
import { checkpoint, connect, hashes, prepare, ReadModelUnavailable, reached } from "./index.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

describe("preparing a read model", () => {
  test("creates the database when it is missing, and everything in it, once however many do so at a time", async () => {
    await database.drop();
    const several = [1, 2, 3].map(() => connect(database.url, { connections: 2 }));
    await Promise.all(several.map(prepare));
    const [first, ...others] = several;
    if (first === undefined) throw new Error("There is no read model.");
    const before = await hashes(first);
    expect(before.map(({ table }) => table)).toContain("membership");
    expect(before.find(({ table }) => table === "region")?.rows).toBeGreaterThan(3_000);
    await prepare(first);
    expect(await hashes(first)).toEqual(before);
    expect(await checkpoint(first)).toBeUndefined();
    await Promise.all([first, ...others].map((db) => db.close()));
  });

  test("by a user who may not create the role, and has none, says what an administrator has to do", async () => {
    const owner = connect(database.url);
    const url = new URL(database.url);
    [url.username, url.password] = ["lianxiao_guest", "guest"];
    await sql`create role lianxiao_guest login password 'guest'`.execute(owner.sql);
    const name = url.pathname.slice(1);
    await sql`grant create on database ${sql.id(name)} to lianxiao_guest`.execute(owner.sql);
    const guest = connect(url.href, { schema: "guest" });
    await expect(prepare(guest)).rejects.toMatchObject({ message: expect.stringContaining("lianxiao_reader") });
    await sql`grant lianxiao_reader to lianxiao_guest`.execute(owner.sql);
    await prepare(guest);
    expect(await checkpoint(guest)).toBeUndefined();
    await guest.close();
    await sql`drop schema guest cascade`.execute(owner.sql);
    await sql`drop owned by lianxiao_guest`.execute(owner.sql);
    await sql`drop role lianxiao_guest`.execute(owner.sql);
    await owner.close();
  });
});

test("a position that is not reached in time is not reached, and an absent server is an outage", async () => {
  const db = connect(database.url);
  await prepare(db);
  expect(await reached(db, -1n, { timeoutMs: 0 })).toBe(true);
  expect(await reached(db, 1n, { timeoutMs: 40 })).toBe(false);
  await db.close();
  const nowhere = connect("postgresql://postgres@127.0.0.1:1/nowhere");
  await expect(checkpoint(nowhere)).rejects.toThrow(ReadModelUnavailable);
  await expect(prepare(nowhere)).rejects.toThrow(ReadModelUnavailable);
  await nowhere.close();
});
