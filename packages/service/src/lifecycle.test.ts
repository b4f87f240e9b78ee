import { expect, test } from "vitest";
import { lifecycle, Stopped } from "./lifecycle.ts";

test("parts close once, in reverse order of opening, and a failure does not affect the others", async () => {
  const told: string[] = [];
  const parts = lifecycle((name) => told.push(`${name} failed`));
  for (const name of ["log", "database", "http"])
    parts.open(name, name, async () => {
      told.push(name);
      if (name === "database") throw new Error("no");
    });
  await Promise.all([parts.close(), parts.close()]);
  expect(told).toEqual(["http", "database", "database failed", "log"]);
});

test("a part opened after the stop is closed and refused", async () => {
  const told: string[] = [];
  const parts = lifecycle(() => {});
  await parts.close();
  expect(() => parts.open("late", "late", async (name) => told.push(name))).toThrow(Stopped);
  expect(told).toEqual(["late"]);
});
