import { expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { pairs } from "./pairs.ts";
import { races } from "./race.ts";

const commands = await commandsUnderTest();

/** The sixth of all pairs that LIANXIAO_SEED selects; `npm run races` runs all of them, fifty times each. */
const sixth = Number(process.env["LIANXIAO_SEED"] ?? 0) % 6;

test("two concurrent commands violate no invariant", async () => {
  expect(pairs.length).toBeGreaterThan(300);
  const { violations, rounds, both, none } = await races(commands, { rounds: 1, some: (index) => index % 6 === sixth });
  expect(violations).toEqual([]);
  expect(both).toBeGreaterThan(rounds / 3);
  expect(none).toBeLessThan(rounds / 10);
});
