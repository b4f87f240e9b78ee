import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { withDisk } from "./disk.ts";

test("only what is not ready tells how much room its disk has", async () => {
  expect(await withDisk(async () => ({ ready: true }), tmpdir())()).toEqual({ ready: true });
  expect(await withDisk(async () => ({ ready: false, why: "x" }), tmpdir())()).toEqual({
    ready: false,
    why: "x",
    freeBytes: expect.any(Number),
  });
});
