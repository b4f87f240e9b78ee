import fc from "fast-check";
import { expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { freshReadModel } from "../projection.ts";
import { histories } from "../random-history.ts";
import { examine } from "./examine.ts";
import { below, questions } from "./question.ts";
import { tally } from "./tally.ts";
import { livedThrough, reacting } from "./world.ts";

const commands = await commandsUnderTest();

test("after concurrent commands, some of them refused, answers match a naive recount of the log", async () => {
  const [history = []] = fc.sample(histories, { numRuns: 1 });
  const [drawn = []] = fc.sample(questions({ minLength: 6, maxLength: 6 }), { numRuns: 1 });
  const reactions = reacting(commands);
  const db = await freshReadModel();
  const seen = tally();
  try {
    const lived = await livedThrough({ ...commands, ...reactions }, { world: 0, history, atOnce: 4 });
    await examine(db, lived, below(drawn), seen);
    expect(lived.accepted).toBeGreaterThan(10);
    expect(lived.refusals.size).toBeGreaterThan(0);
    expect(lived.records.length).toBe(lived.log.length);
    expect(seen.checks.of("answers")).toBeGreaterThan(20);
  } finally {
    await reactions.close();
    await db.drop();
  }
});
