import type { Words } from "@lianxiao/events";
import type { Column, FilterName } from "./rate.ts";
import type { Relation } from "./relation.ts";

/** A way to narrow any question about a subject (stage, ownership, 城乡). */
export type Filter<C extends string = string> = {
  /** Why a subject is left out that is not of the value asked for. */
  readonly reason: string;
  readonly words: Words;
  readonly values: Readonly<Record<string, Words>>;
  /** The condition for a value; undefined for a value that leaves nothing out. */
  readonly holds: (value: string) => Column<C> | undefined;
};

/** What a rate counts: schools, campuses, teachers, county units, venues. */
export type Subject<C extends string = string> = {
  /** One row for each subject on a day, with what conditions and filters need to know of it. */
  readonly rows: Relation<C>;
  readonly key: readonly C[];
  /** The column of the region unit to which it belongs. */
  readonly unit: C;
  /** The parts of which a subject may be covered, with its key and the column `part`. */
  readonly parts?: Relation<C | "part">;
  /** A filter that a subject does not have cannot be asked for. */
  readonly filters: { readonly [Name in FilterName]?: Filter<C> };
};

/** The subject has no such filter. */
export class FilterUnknown extends Error {
  override readonly name = "FilterUnknown";
}
