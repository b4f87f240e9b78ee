import { Refusal } from "@lianxiao/kernel";
import { regionCategory } from "@lianxiao/registry";
import { propose } from "@lianxiao/service";
import fc from "fast-check";
import { type AnyEvent, type Entered, event } from "./events.ts";
import { type Happening, happening, type Names, on } from "./random-changes.ts";
import { regionEntries } from "./tree.ts";

/** Units 1 and 5 are cities and 2–4 counties from the start; 6 and 7 are opened later. Codes 2–9 are reused. */
const unit = fc.integer({ min: 1, max: 7 });
const county = fc.constantFrom(2, 3, 4, 6, 7);
const later = fc.constantFrom(6, 7);
const code = fc.integer({ min: 2, max: 9 });
/** The province, and both cities. */
const parent = fc.constantFrom(0, 1, 1, 5);
const into = fc.uniqueArray(county, { minLength: 1, maxLength: 2 });
const members = fc.uniqueArray(fc.integer({ min: 2, max: 7 }), { minLength: 1, maxLength: 4 });

type Opening = { readonly id: number; readonly code: number; readonly parent: number; readonly on: string };

const opens = ({ id, code, parent, on }: Opening, { region, unit }: Names): AnyEvent =>
  event("RegionOpened", { id: unit(id), code: region(code), name: "新区", level: "COUNTY", parent: unit(parent), on });

/** A region defines a rate for itself, and may end that. */
export const definesRate = happening(
  {
    id: fc.constantFrom(0, 0, 1, 1, 2),
    rate: fc.constantFrom("GROUP" as const, "GROUP" as const, "TIGHT" as const),
    options: fc.constantFrom<object>({ includeTeachingPoints: true }, { kinds: ["GROUP", "ALLIANCE"] }, {}),
    on,
    ends: fc.option(on),
  },
  ({ id, rate, options, on, ends }, names) => [
    event("RateDefinedLocally", { id: names.unit(id), rate, options: { ...options }, text: "地方口径", on }),
    ...(ends !== null && ends > on ? [event("LocalDefinitionEnded", { id: names.unit(id), rate, on: ends })] : []),
  ],
);

/** A county is merged, and its code is given to another unit on that day or later. */
const givesCodeAgain = happening(
  { id: fc.constantFrom(2, 3, 4), into, later, parent, on, again: on },
  ({ id, into, later, parent, on, again }, names) => [
    event("RegionMerged", { id: names.unit(id), into: into.map(names.unit), on }),
    opens({ id: later, code: id, parent, on: again < on ? on : again }, names),
  ],
);

/** A county is split into two that are opened on that day. */
const divides = happening({ id: fc.constantFrom(2, 3, 4), parent, on }, ({ id, parent, on }, names) => [
  opens({ id: 6, code: 8, parent, on }, names),
  opens({ id: 7, code: 9, parent, on }, names),
  event("RegionMerged", { id: names.unit(id), into: [names.unit(6), names.unit(7)], on }),
]);

const wrong = fc.record({ on, code, parent, into, members, name: fc.constant("正名区") }, { requiredKeys: [] });
type Wrong = typeof wrong extends fc.Arbitrary<infer W> ? W : never;

const mended = (event: AnyEvent, { code, parent, into, members, ...rest }: Wrong, names: Names): AnyEvent => {
  const right: Readonly<Record<string, unknown>> = {
    ...rest,
    ...(code !== undefined && { code: names.region(code), newCode: names.region(code) }),
    ...(parent !== undefined && { parent: names.unit(parent) }),
    ...(into !== undefined && { into: into.map(names.unit) }),
    ...(members !== undefined && { members: members.map(names.unit) }),
  };
  const own = Object.entries(right).filter(([field]) => field in event.data);
  // A field is replaced by another value of the same field only, so the event keeps its shape.
  return { type: event.type, data: { ...event.data, ...Object.fromEntries(own) } } as AnyEvent;
};

/** Corrections and withdrawals of changes of the tree. */
const corrections: fc.Arbitrary<Happening> = fc
  .record({ which: fc.nat({ max: 20 }), never: fc.boolean(), wrong })
  .map(({ which, never, wrong }) => (names, recorded) => {
    const initial = new Set([0, 1, 2, 3, 4, 5].map(names.unit));
    const own = recorded.flatMap((corrects) => {
      const { event } = corrects;
      if (corrects.stream !== "region-cn" || event.type === "Corrected" || event.type === "CommandAbandoned") return [];
      // The six initial regions stay.
      return event.type === "RegionOpened" && initial.has(event.data.id) ? [] : [{ corrects, event }];
    });
    const found = own[which % Math.max(1, own.length)];
    return found ? [{ corrects: found.corrects, becomes: never ? null : mended(found.event, wrong, names) }] : [];
  });

/** Any change of the tree: of units in everything except their ids, and of sets. */
export const regionChanges: fc.Arbitrary<Happening> = fc.oneof(
  happening({ id: later, code, on, parent }, opens),
  happening({ id: unit, into, on }, ({ id, into, on }, names) =>
    event("RegionMerged", { id: names.unit(id), into: into.map(names.unit), on }),
  ),
  givesCodeAgain,
  divides,
  happening({ id: unit, newCode: code, on, parent: fc.option(parent) }, ({ id, newCode, on, parent }, names) =>
    event("RegionRecoded", {
      id: names.unit(id),
      newCode: names.region(newCode),
      on,
      ...(parent !== null && { parent: names.unit(parent) }),
    }),
  ),
  happening({ id: unit, on }, ({ id, on }, names) => event("RegionRenamed", { id: names.unit(id), name: "更名", on })),
  happening({ id: county, parent, on }, ({ id, parent, on }, names) =>
    event("RegionMoved", { id: names.unit(id), parent: names.unit(parent), on }),
  ),
  definesRate,
  happening({ members }, ({ members }, names) => ({
    type: "RegionSetDefined",
    data: { set: names.set, name: "城区", members: members.map(names.unit) },
  })),
  { arbitrary: corrections, weight: 3 },
);

/** Whether the rules of the registry accept the next record of the tree; those of other streams are not checked. */
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
