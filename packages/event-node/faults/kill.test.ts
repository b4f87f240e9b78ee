import { expect, test } from "vitest";
import { freshFolder } from "../contract/testbed.ts";
import { killNodes } from "./kill.ts";

test("nodes that are killed under load lose, duplicate and split nothing", {
  timeout: 300_000,
}, async () => {
  const { counts, faults } = await killNodes(freshFolder(), 12);
  expect(counts["appends acknowledged"]).toBeGreaterThan(100);
  expect(counts["by kill -9"]).toBeGreaterThan(3);
  expect(Object.entries(faults).filter(([, count]) => count !== 0)).toEqual([]);
});
