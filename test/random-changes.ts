import fc from "fast-check";
import { type AnyEvent, type Entered, groupId, schoolId } from "./events.ts";

export const days = ["2020-09-01", "2021-03-01", "2021-09-01", "2022-03-01", "2022-09-01", "2023-03-01"];

/**
 * The names for which small numbers stand. Region 0 is a province, 1 a city of it with the counties 2–4, 5 a city
 * without counties.
 */
export type Names = {
  readonly school: (n: number) => string;
  readonly group: (n: number) => string;
  /** A region code. Units 0–5 have the codes 0–5 at first. */
  readonly region: (n: number) => string;
  readonly unit: (n: number) => string;
  readonly set: string;
  /** A school's code. */
  readonly code: (n: number) => string;
  readonly record: (n: number) => string;
};

const codeOf = (run: number, n: number): string => `9${String(run).padStart(4, "0")}${n}`;

/** Names that no other run uses, so that many runs can share one log and one database. */
export const namesOf = (run: number): Names => ({
  school: (n) => schoolId(run * 10 + n),
  group: (n) => groupId(run * 10 + n),
  region: (n) => codeOf(run, n),
  unit: (n) => (n < 6 ? codeOf(run, n) : `80000000-0000-4000-8000-${String(run * 10 + n).padStart(12, "0")}`),
  set: `set-${run}`,
  code: (n) => `3133${String(run).padStart(4, "0")}${String(n).padStart(2, "0")}`,
  record: (n) => `70000000-0000-4000-8000-${String(run * 1_000 + n).padStart(12, "0")}`,
});

/** The correction of an earlier record; null withdraws it. */
export type Mending = { readonly corrects: Entered; readonly becomes: AnyEvent | null };

/** A change of schools, groups or regions, as the events and corrections to record. The names are chosen later. */
export type Happening = (names: Names, recorded: readonly Entered[]) => readonly (AnyEvent | Mending)[];

export const on = fc.constantFrom(...days);
export const early = fc.constantFrom(...days.slice(0, 2));
export const school = fc.nat({ max: 5 });
export const group = fc.nat({ max: 2 });
export const region = fc.integer({ min: 1, max: 5 });
export const key = fc.constantFrom("0", "1", "2");
export const stage = fc.constantFrom("PRIMARY", "JUNIOR");
export const role = fc.constantFrom("CORE", "MEMBER");
export const kind = fc.constantFrom("GROUP", "GROUP", "ZONE", "GREATER_ZONE", "TWO_CAMPUSES");
export const tightness = fc.constantFrom("TIGHT", "LOOSE");
export const type = fc.constantFrom("211", "211", "311", "312", "312", "341", "218", "342");
export const ownership = fc.constantFrom("PUBLIC", "PUBLIC", "PRIVATE");
export const urbanRural = fc.constantFrom("111", "122", "220");
export const pupils = fc.record({ PRIMARY: fc.nat(900), JUNIOR: fc.nat(900) });
/** Keys of campuses; null for the whole school. */
export const campuses = fc.option(fc.uniqueArray(key, { minLength: 1 }), { freq: 1 });

export const campus = (key: string) => ({ key, name: `校区${key}` });

/** A happening from random values. */
export const happening = <T extends object>(
  values: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  happens: (values: T, names: Names) => AnyEvent | readonly AnyEvent[],
): fc.Arbitrary<Happening> => fc.record<T>(values).map((given) => (names) => [happens(given, names)].flat());
