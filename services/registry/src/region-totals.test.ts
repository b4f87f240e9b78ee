import { childrenOf, isWithin, regionOn, unitOf } from "@lianxiao/regions";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entered } from "../../../test/events.ts";
import { days, namesOf } from "../../../test/random-changes.ts";
import { happened } from "../../../test/random-history.ts";
import { regionChanges } from "../../../test/random-regions.ts";
import { treeOfEntered } from "../../../test/tree.ts";

const names = namesOf(1);
const units = [0, 1, 2, 3, 4, 5, 6, 7].map(names.unit);
const eveOf = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/** What may bring a unit under another city: all but a renaming, and a recoding that names no parent. */
const mayMove = ({ event: { type, data } }: Entered): boolean =>
  type === "Corrected" || !(type === "RegionRenamed" || (type === "RegionRecoded" && !("parent" in data)));

test("whatever the registry lets pass, everybody stays within the whole and in one part of it", () => {
  const seen = { quiet: 0, changes: 0 };
  fc.assert(
    fc.property(fc.array(regionChanges, { minLength: 4, maxLength: 20, size: "max" }), (changes) => {
      const records = happened(names, changes);
      const tree = treeOfEntered(records);
      seen.changes += records.length - 6;
      const known = units.filter((id) => unitOf(tree, id) !== undefined);
      const within = (above: string, day: string) => known.filter((id) => isWithin(tree, id, above, day));
      for (const day of days) {
        for (const on of [eveOf(day), day]) {
          expect(within(names.region(0), on)).toEqual(known);
          for (const above of known) {
            if (regionOn(tree, above, on) === undefined) continue;
            // Each belongs to at most one of the parts; the rest is what the unit runs itself.
            const parts = childrenOf(tree, above, on).flatMap((child) => within(child, on));
            expect(new Set(parts).size).toBe(parts.length);
            expect(within(above, on)).toEqual(expect.arrayContaining(parts));
          }
        }
        const isQuiet = !records
          .slice(6)
          .some((one) => mayMove(one) && "on" in one.event.data && one.event.data.on === day);
        if (!isQuiet || records.some(({ event }) => event.type === "Corrected")) continue;
        seen.quiet += 1;
        expect(within(names.region(1), day)).toEqual(within(names.region(1), eveOf(day)));
      }
    }),
    { numRuns: 300 },
  );
  expect(seen.changes).toBeGreaterThan(300);
  expect(seen.quiet).toBeGreaterThan(100);
});
