import fc from "fast-check";
import { days, type Names } from "../random-changes.ts";

/** Random questions about a random history. Regions are small numbers, as in `Names`. */
export const questions = (size: { readonly minLength: number; readonly maxLength: number }) =>
  fc.array(
    fc.record({
      /** A region's number, or the set of regions. */
      where: fc.constantFrom("set" as const, 0, 0, 0, 1, 1, 1, 1, 1, 5, 5, 2, 3, 4, 8, 9),
      asOf: fc.constantFrom(...days, ...days.slice(2), "2022-08-31", "2020-08-31", "2024-01-01"),
      /** How many of the last records are not known yet. */
      unknown: fc.oneof(fc.constant(0), fc.constant(0), fc.nat({ max: 20 })),
      rate: fc.constantFrom("GROUP" as const, "GROUP" as const, "ZONE" as const, "TIGHT" as const),
      basis: fc.constantFrom("SCHOOLS" as const, "CAMPUSES" as const, "PUPILS" as const),
      stage: fc.constantFrom("ALL" as const, "PRIMARY" as const, "JUNIOR" as const),
      ownership: fc.constantFrom("ALL" as const, "ALL" as const, "PUBLIC" as const),
      urbanRural: fc.oneof(
        { weight: 4, arbitrary: fc.constant("ALL" as const) },
        fc.constantFrom("URBAN" as const, "TOWN" as const, "RURAL" as const, "TOWN_AND_RURAL" as const),
      ),
      local: fc.constantFrom(true, true, false),
      options: fc.constantFrom({}, {}, { includeTeachingPoints: true }),
    }),
    size,
  );

export type Drawn = ReturnType<typeof questions> extends fc.Arbitrary<readonly (infer Q)[]> ? Q : never;

/** The region or set of a question, by the names of a run. */
export const placeIn = ({ region, set }: Names, where: Drawn["where"]) =>
  where === "set" ? { set } : { region: region(where) };

/** The same questions with the province replaced by a city, because all worlds have schools in the same province. */
export const below = (drawn: readonly Drawn[]): readonly Drawn[] =>
  drawn.map((one) => ({ ...one, where: one.where === 0 ? 1 : one.where }));
