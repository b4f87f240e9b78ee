import { grow, planted, type RegionTree, statusOf } from "@lianxiao/regions";
import fc from "fast-check";
import { type AnyEvent, correction, type Data, type Entered, entered, type RegionEvent } from "./events.ts";
import { changes, founds, type Happening, joins, type Mending, type Names, opens, returns } from "./random-changes.ts";
import { corrections } from "./random-corrections.ts";

/** The six regions of a run. */
export const regionsOf = ({ region }: Names): readonly AnyEvent[] =>
  (["PROVINCE", "CITY", "COUNTY", "COUNTY", "COUNTY", "COUNTY"] as const).map((level, n) => ({
    type: "RegionOpened",
    data: {
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
    fc.array(fc.oneof({ arbitrary: changes, weight: 4 }, corrections), { minLength: 5, maxLength: 30, size: "max" }),
  )
  .map((parts) => parts.flat());

const isRegionEvent = (event: AnyEvent): event is RegionEvent => event.type.startsWith("Region");

/** A merger that the registry would let pass: both are counties in force from that day on. */
const isPossibleMerger = (tree: RegionTree, { code, into, on }: Data<"RegionMerged">): boolean =>
  code !== into &&
  [code, into].every(
    (code) => !code.endsWith("1") && [on, "2030-01-01"].every((day) => statusOf(tree, code, day) === "IN_FORCE"),
  );

/** The records of a run in log order, its regions first, without mergers that the registry would refuse. */
export const happened = (names: Names, history: readonly Happening[]): readonly Entered[] => {
  let tree = planted;
  const recorded: Entered[] = [];
  const add = (said: AnyEvent | Mending): void => {
    const id = names.record(recorded.length);
    if ("corrects" in said) {
      recorded.push(correction(id, said));
      return;
    }
    if (said.type === "RegionMerged" && !isPossibleMerger(tree, said.data)) return;
    if (isRegionEvent(said)) tree = grow(tree, said);
    recorded.push(entered(id, said));
  };
  for (const event of regionsOf(names)) add(event);
  for (const happens of history) for (const said of happens(names, recorded)) add(said);
  return recorded;
};
