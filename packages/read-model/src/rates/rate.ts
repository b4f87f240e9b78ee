import type { Words } from "@lianxiao/events";
import type { RawBuilder } from "kysely";
import type { Options, Values } from "./option.ts";
import type { Relation } from "./relation.ts";
import type { Subject } from "./subject.ts";

/** A rate's published definition (口径); it is part of every answer. */
export type Definition = {
  readonly id: string;
  readonly version: number;
  readonly textZh: string;
  readonly textEn: string;
};

/** An expression of a row's columns. */
export type Column<C extends string = string> = (column: (name: C) => RawBuilder<unknown>) => RawBuilder<unknown>;

/** Why a subject is left out. */
export type Named = { readonly reason: string; readonly words: Words };

/**
 * A condition that a subject must meet to be counted, named by the reason for which it is left out otherwise: by what
 * its own row says, or by whether it is in a relation that has the subject's key.
 */
export type Condition<C extends string = string> = Named &
  ({ readonly holds: Column<C> } | { readonly within: Relation } | { readonly outside: Relation });

/** What a basis adds up. `unit` is what the numbers count. */
export type Weight = { readonly unit: { readonly name: string; readonly words: Words }; readonly words: Words } & (
  | { readonly of: "SUBJECTS" }
  /** The parts of subjects, such as the campuses of schools; a subject without any has nothing to count. */
  | { readonly of: "PARTS"; readonly none: Named }
  /** The sum of `amount`, of which a subject may have several rows; `unknown` is why one has none. */
  | { readonly of: "AMOUNT"; readonly amount: (asked: Asked) => Relation; readonly unknown: Named }
);

/** A question to a rate. `subjects` are those that are asked about, with all columns of the subject. */
export type Asked<C extends string = string, O extends Options = Options> = {
  readonly subjects: Relation<C>;
  readonly basis: string;
  readonly options: Values<O>;
  readonly filters: Filters;
};

/** The value of a filter that does not narrow a question. */
export const all = "ALL";

/** Attributes by which any question can be narrowed. */
export type Filters = { readonly stage: string; readonly ownership: string; readonly urbanRural: string };
export type FilterName = keyof Filters;

/**
 * A rate (比率): how many of the subjects that meet all conditions `among` are `covered`. The answer for a region, its
 * parts, every basis and filter, the number of excluded subjects by reason, and the periods of coverage follow from it.
 */
export type Rate<C extends string = string, O extends Options = Options> = {
  readonly definition: Definition;
  readonly subject: Subject<C>;
  readonly options: O;
  /** In order: a subject is left out for the first condition that it does not meet. */
  readonly among: (options: Values<O>) => readonly Condition<C>[];
  /**
   * The subject's key and `part`: null if the subject is covered as a whole, else the key of a covered part. It may have
   * other subjects than those asked about.
   */
  readonly covered: (asked: Asked<C, O>) => Relation;
  readonly weights: Readonly<Record<string, Weight>>;
};

/** A rate of any subject and options. */
export type AnyRate = Rate;

// A rate gets only rows of its own subject and values of its own options.
export const rate = <C extends string, O extends Options>(one: Rate<C, O>): AnyRate => one as unknown as AnyRate;
