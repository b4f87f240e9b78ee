import { expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { pairs } from "./pairs.ts";
import { races } from "./race.ts";

const commands = await commandsUnderTest();

/** `npm run races` runs them all, fifty times each; another LIANXIAO_SEED tries another sixth here. */
const sixth = Number(process.env["LIANXIAO_SEED"] ?? 0) % 6;

test("two commands at once leave nothing that must not be so", async () => {
  expect(pairs.length).toBeGreaterThan(300);
  const { violations, rounds, both, none } = await races(commands, { rounds: 1, some: (index) => index % 6 === sixth });
  expect(violations).toEqual([]);
  expect(both).toBeGreaterThan(rounds / 3);
  expect(none).toBeLessThan(rounds / 10);
});
