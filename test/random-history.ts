import fc from "fast-check";
import { type AnyEvent, correction, type Entered, entered } from "./events.ts";
import type { Happening, Mending, Names } from "./random-changes.ts";
import { corrections } from "./random-corrections.ts";
import { changesOfGroups, changesOfMemberships, founds, joins } from "./random-groups.ts";
import { definesRate, isPossible, regionChanges } from "./random-regions.ts";
import { changesOfSchools, opens, returns } from "./random-schools.ts";

const levels = ["PROVINCE", "CITY", "COUNTY", "COUNTY", "COUNTY", "CITY"] as const;
const aboveOf = { PROVINCE: null, CITY: 0, COUNTY: 1 } as const;

/** The six regions of a run. */
export const regionsOf = ({ region, unit }: Names): readonly AnyEvent[] =>
  levels.map((level, n) => {
    const above = aboveOf[level];
    return {
      type: "RegionOpened",
      data: {
        id: unit(n),
        code: region(n),
        name: `地区${n}`,
        level,
        parent: above === null ? null : unit(above),
        on: null,
        precision: "DAY",
      },
    };
  });

/** Five schools with a return each, two groups with members, a rate defined locally, and then random changes and corrections. */
export const histories: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    fc.tuple(...[0, 1, 2, 3, 4].map((n) => opens(fc.constant(n)))),
    fc.tuple(...[0, 1, 2, 3, 4].map((n) => returns(fc.constant(n)))),
    fc.tuple(...[0, 1].map((n) => founds(fc.constant(n)))),
    fc.array(joins, { minLength: 3, maxLength: 5 }),
    fc.array(definesRate, { maxLength: 1 }),
    fc.array(
      fc.oneof(
        { arbitrary: changesOfSchools, weight: 4 },
        { arbitrary: changesOfGroups, weight: 2 },
        { arbitrary: changesOfMemberships, weight: 3 },
        { arbitrary: corrections, weight: 3 },
        { arbitrary: regionChanges, weight: 3 },
      ),
      { minLength: 5, maxLength: 35, size: "max" },
    ),
  )
  .map((parts) => parts.flat());

/** The records of a run in log order, its regions first, without changes of the tree that the registry would refuse. */
export const happened = (names: Names, history: readonly Happening[]): readonly Entered[] => {
  const recorded: Entered[] = [];
  const add = (said: AnyEvent | Mending): void => {
    const id = names.record(recorded.length);
    const next = "corrects" in said ? correction(id, said) : entered(id, said);
    if (isPossible(recorded, next)) recorded.push(next);
  };
  for (const event of regionsOf(names)) add(event);
  for (const happens of history) for (const said of happens(names, recorded)) add(said);
  return recorded;
};
