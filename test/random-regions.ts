import { Refusal } from "@lianxiao/kernel";
import { regionCategory } from "@lianxiao/registry";
import { propose } from "@lianxiao/service";
import fc from "fast-check";
import { type AnyEvent, type Entered, event } from "./events.ts";
import { type Happening, type Mending, type Names, on } from "./random-changes.ts";
import { regionEntries } from "./tree.ts";

/** Regions 2–5 are counties in the beginning; 6 and 7 are begun later. Codes 0–9 go from one to another. */
const unit = fc.integer({ min: 1, max: 7 });
const county = fc.integer({ min: 2, max: 7 });
const code = fc.integer({ min: 2, max: 9 });
const parent = fc.constantFrom(0, 1, 1);

const isRegionEvent = ({ type }: Entered["event"]): boolean => type.startsWith("Region");

/** A change of the tree out of random values. */
const change = <T extends object>(
  values: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  happens: (values: T, names: Names) => AnyEvent,
): fc.Arbitrary<Happening> => fc.record<T>(values).map((given) => (names) => [happens(given, names)]);

const withdrawal: fc.Arbitrary<Happening> = fc.nat({ max: 20 }).map((which) => (_names, recorded) => {
  // The six that are there in the beginning stay.
  const regions = recorded.filter((entered) => isRegionEvent(entered.event)).slice(6);
  const corrects = regions[which % Math.max(1, regions.length)];
  return corrects ? [{ corrects, becomes: null } satisfies Mending] : [];
});

/** Whatever may be recorded of the tree: units begin, end, and change in everything but their ids. */
export const regionChanges: fc.Arbitrary<Happening> = fc.oneof(
  change({ id: fc.constantFrom(6, 7), code, on, parent }, ({ id, code, on, parent }, { region, unit }) =>
    event("RegionOpened", {
      id: unit(id),
      code: region(code),
      name: "新区",
      level: "COUNTY",
      parent: region(parent),
      on,
    }),
  ),
  change({ id: unit, into: fc.uniqueArray(unit, { minLength: 1, maxLength: 2 }), on }, ({ id, into, on }, names) =>
    event("RegionMerged", { id: names.unit(id), into: into.map(names.unit), on }),
  ),
  change({ id: unit, newCode: code, on, parent: fc.option(parent) }, ({ id, newCode, on, parent }, names) =>
    event("RegionRecoded", {
      id: names.unit(id),
      newCode: names.region(newCode),
      on,
      ...(parent !== null && { parent: names.region(parent) }),
    }),
  ),
  change({ id: county, on }, ({ id, on }, names) => event("RegionRenamed", { id: names.unit(id), name: "更名", on })),
  change({ id: county, parent, on }, ({ id, parent, on }, names) =>
    event("RegionMoved", { id: names.unit(id), parent: names.region(parent), on }),
  ),
  withdrawal,
);

/** Whether the registry would let the next record of the tree pass; of other streams it is not asked. */
export const isPossible = (recorded: readonly Entered[], next: Entered): boolean => {
  if (next.stream !== "region-cn") return true;
  try {
    propose(regionCategory, regionEntries(recorded), regionEntries([next]), {});
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};
