import { type RawBuilder, sql } from "kysely";
import { type Chosen, type Options, type Values, valuesOf } from "./option.ts";
import { type Plan, row, type Time } from "./plan.ts";
import { type AnyRate, all, type Condition, type FilterName, type Filters, type Named, type Weight } from "./rate.ts";
import { FilterUnknown } from "./subject.ts";

/** A question to a rate, wherever it is asked: time, basis, options and filters. */
export type Inquiry = Time & { readonly rate: AnyRate; readonly basis: string; readonly filters: Filters } & {
  readonly options?: Chosen | undefined;
};

/** The rate does not have that basis. */
export class BasisUnknown extends Error {
  override readonly name = "BasisUnknown";
}

export const weightOf = ({ rate, basis }: Inquiry): Weight => {
  const weight = Object.hasOwn(rate.weights, basis) ? rate.weights[basis] : undefined;
  if (weight === undefined) throw new BasisUnknown(`${rate.definition.id} has no basis ${basis}.`);
  return weight;
};

export const optionsOf = ({ rate, options }: Inquiry): Values<Options> => valuesOf(rate.options, options);

const filterNames: readonly FilterName[] = ["stage", "ownership", "urbanRural"];

/** What a subject must meet to be counted, in order: the rate's conditions, then the filters. */
export const conditionsOf = (inquiry: Inquiry): readonly Condition[] => {
  const { rate, filters } = inquiry;
  const narrowing = filterNames.flatMap((name): readonly Condition[] => {
    const filter = rate.subject.filters[name];
    if (filter === undefined && filters[name] !== all)
      throw new FilterUnknown(`${rate.definition.id} cannot be narrowed by ${name}.`);
    const holds = filter?.holds(filters[name]);
    return filter && holds ? [{ reason: filter.reason, words: filter.words, holds }] : [];
  });
  return [...rate.among(optionsOf(inquiry)), ...narrowing];
};

/** Every reason for which a subject may be left out, whatever is asked. */
export const reasonsOf = ({ among, options, subject, weights }: AnyRate): readonly Named[] => [
  ...among(valuesOf(options)),
  ...Object.values(subject.filters),
  ...Object.values(weights).flatMap((weight) =>
    weight.of === "PARTS" ? [weight.none] : weight.of === "AMOUNT" ? [weight.unknown] : [],
  ),
];

/** Whether two rows have the same key. */
export const sameKey = (key: readonly string[], left: string, right: string): RawBuilder<unknown> =>
  sql.join(
    key.map((name) => sql`${row(left)(name)} = ${row(right)(name)}`),
    sql` and `,
  );

/** Whether the subject `s` of a day meets the condition. */
export const met = ({ rate }: Inquiry, condition: Condition, plan: Plan): RawBuilder<unknown> => {
  if ("holds" in condition) return condition.holds(row("s"));
  const relation = "within" in condition ? condition.within : condition.outside;
  const isIn = sql`exists (select from ${relation.rows(plan)} r where ${sameKey(rate.subject.key, "r", "s")})`;
  return "within" in condition ? isIn : sql`not ${isIn}`;
};
