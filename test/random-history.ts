import fc from "fast-check";
import { type AnyEvent, correction, type Entered, entered } from "./events.ts";
import { changes, founds, type Happening, joins, type Mending, type Names, opens, returns } from "./random-changes.ts";
import { corrections } from "./random-corrections.ts";
import { isPossible, regionChanges } from "./random-regions.ts";

/** The six regions of a run. */
export const regionsOf = ({ region }: Names): readonly AnyEvent[] =>
  (["PROVINCE", "CITY", "COUNTY", "COUNTY", "COUNTY", "COUNTY"] as const).map((level, n) => ({
    type: "RegionOpened",
    data: {
      id: region(n),
      code: region(n),
      name: `地区${n}`,
      level,
      parent: n === 0 ? null : region(Math.min(n - 1, 1)),
      on: null,
      precision: "DAY",
    },
  }));

/** Five schools with a return each, two groups and their members, whatever happens to them afterwards, and what of it is put right. */
export const histories: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    fc.tuple(...[0, 1, 2, 3, 4].map((n) => opens(fc.constant(n)))),
    fc.tuple(...[0, 1, 2, 3, 4].map((n) => returns(fc.constant(n)))),
    fc.tuple(...[0, 1].map((n) => founds(fc.constant(n)))),
    fc.array(joins, { minLength: 3, maxLength: 5 }),
    fc.array(fc.oneof({ arbitrary: changes, weight: 4 }, corrections, regionChanges), {
      minLength: 5,
      maxLength: 35,
      size: "max",
    }),
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
