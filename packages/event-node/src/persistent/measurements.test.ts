import { expect, test } from "vitest";
import { measurements } from "./measurements.ts";

test("measurements of a single answer are all equal, and those of many are in order", () => {
  expect(new Set(measurements([7]).map(({ value }) => value))).toEqual(new Set([7n]));
  expect(new Set(measurements([]).map(({ value }) => value))).toEqual(new Set([0n]));
  const of = new Map(
    measurements(Array.from({ length: 100 }, (_, n) => 100 - n)).map(({ key, value }) => [key, value]),
  );
  expect(Object.fromEntries(of)).toMatchObject({
    Fastest: 1n,
    "Quintile 1": 20n,
    Median: 50n,
    "90%": 90n,
    "99.9%": 100n,
    Highest: 100n,
  });
});
