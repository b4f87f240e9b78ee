import type { Databases } from "./databases.ts";
import { Difference, examine, type Run } from "./examine.ts";
import type { Drawn } from "./question.ts";
import { tally } from "./tally.ts";

/** How long the search for a smaller history may take. */
export const shrinkingMs = 60_000;

/** The records of a log in which answers differ, reduced to a subset in which they still do. */
export const shrunk = async (
  { withReadModel }: Databases,
  { names, records, log }: Run,
  drawn: readonly Drawn[],
): Promise<Run["records"]> => {
  const until = performance.now() + shrinkingMs;
  const differs = (places: readonly number[]): Promise<boolean> =>
    withReadModel((db) => {
      const kept = new Set(places);
      const only = <T>(all: readonly T[]): readonly T[] => all.filter((_one, place) => kept.has(place));
      return examine(db, { names, records: only(records), log: only(log) }, drawn, tally()).then(
        () => false,
        // Records that are too few to be asked about fail as well, but show no difference.
        (error: unknown) => error instanceof Difference,
      );
    });
  let left = records.map((_record, place) => place);
  for (let length = Math.ceil(left.length / 2); length > 0; length = length > 1 ? Math.ceil(length / 2) : 0)
    for (let from = 0; from < left.length && performance.now() < until; ) {
      const fewer = left.filter((_place, at) => at < from || at >= from + length);
      if (await differs(fewer)) left = fewer;
      else from += length;
    }
  return records.filter((_record, place) => left.includes(place));
};
