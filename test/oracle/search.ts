import fc from "fast-check";
import { startCommands } from "../commands.ts";
import { createLog } from "../log.ts";
import { type Happening, namesOf } from "../random-changes.ts";
import { happened, histories } from "../random-history.ts";
import type { Databases } from "./databases.ts";
import { examine, type Run } from "./examine.ts";
import { below, questions } from "./question.ts";
import { shrinkingMs, shrunk } from "./shrunk.ts";
import { countRecords, type Tally } from "./tally.ts";
import { livedThrough, mostWorlds, reacting } from "./world.ts";

/** An answer that differs, with the smallest history found in which it does. */
export type Found = { readonly seed: number; readonly error: unknown; readonly records: Run["records"] };

const size = { minLength: 8, maxLength: 12 };

/**
 * Searches random histories that are written to the log directly, not by commands. Fifty per database, because their
 * region stream would grow too long otherwise.
 */
export const searchHistories = async ({ withReadModel }: Databases, tally: Tally, seed: number) =>
  withReadModel(async (db): Promise<{ readonly runs: number; readonly found: Found | undefined }> => {
    const record = createLog();
    let runs = 0;
    let found: Found | undefined;
    let until = Number.POSITIVE_INFINITY;
    const property = fc.asyncProperty(histories, questions(size), async (history, drawn) => {
      if (performance.now() > until) return;
      runs += 1;
      const names = namesOf(runs);
      const records = happened(names, history);
      try {
        await examine(db, { names, records, log: records.map((one) => record(one)) }, drawn, tally);
        countRecords(tally, records);
      } catch (error) {
        // fast-check continues with smaller histories only, so the last one that fails is the smallest.
        found = { seed, error, records };
        until = Math.min(until, performance.now() + shrinkingMs);
        throw error;
      }
    });
    await fc.check(property, { numRuns: 50, seed });
    return { runs, found };
  });

/**
 * Two histories in sequence. The second one omits its first twelve happenings, which create the same schools and
 * groups.
 */
const longHistory = (seed: number): readonly Happening[] => {
  const [first = [], second = []] = fc.sample(histories, { numRuns: 2, seed });
  return [...first, ...second.slice(12)];
};

type Lived = { readonly worlds: number; readonly sent: number; readonly accepted: number; readonly found?: Found };

/** Searches random histories that are recorded by concurrent commands and all reactions, as in production. */
export const searchWorlds = async (
  databases: Databases,
  tally: Tally,
  { seed, worlds, atOnce = 4 }: { readonly seed: number; readonly worlds: number; readonly atOnce?: number },
): Promise<Lived> => {
  const commands = await startCommands();
  const reactions = reacting(commands);
  const total = { worlds: 0, sent: 0, accepted: 0 };
  try {
    for (let world = 0; world < Math.min(worlds, mostWorlds); world += 1) {
      const history = longHistory(seed + world);
      const [drawn = []] = fc.sample(questions(size), { numRuns: 1, seed: seed + world });
      const lived = await livedThrough({ ...commands, ...reactions }, { world, history, atOnce });
      total.worlds += 1;
      total.sent += lived.sent;
      total.accepted += lived.accepted;
      for (const [code, times] of lived.refusals) tally.refusals.add(code, times);
      try {
        // A read model of its own: all worlds lie in one province, whose definitions hold below it.
        await databases.withReadModel((db) => examine(db, lived, below(drawn), tally));
        countRecords(tally, lived.records);
      } catch (error) {
        const records = await shrunk(databases, lived, below(drawn));
        return { ...total, found: { seed: seed + world, error, records } };
      }
    }
    return total;
  } finally {
    await reactions.close();
    await commands.close();
  }
};
