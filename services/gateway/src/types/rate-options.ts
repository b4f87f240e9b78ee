import { GroupKind as GroupKinds } from "@lianxiao/events";
import { type AnyRate, type Chosen, OptionInvalid, type Question, rates, valuesOf } from "@lianxiao/read-model";
import { z } from "zod";
import { builder } from "../builder.ts";
import { refused } from "../refused.ts";
import { GroupKind } from "./terms.ts";

const everyRate: readonly AnyRate[] = Object.values(rates);

/** The options of all rates; options of one name mean the same, although a rate may accept fewer values. */
const options: Readonly<Record<string, unknown>> = Object.assign({}, ...everyRate.map((rate) => rate.options.shape));

const description = (option: unknown): string => (option instanceof z.ZodType && option.meta()?.description) || "";

const unwrapped = (option: unknown): unknown => (option instanceof z.ZodDefault ? option.unwrap() : option);

const isKinds = (option: unknown): boolean =>
  option instanceof z.ZodArray &&
  option.element instanceof z.ZodEnum &&
  option.element.options.every((value) => GroupKinds.safeParse(value).success);

/** An argument for each option of any rate, optional; without it the rate's own default applies. */
export const optionArguments = builder.args((t) =>
  Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const own = unwrapped(option);
      const told = { description: description(option) };
      if (own instanceof z.ZodBoolean) return [name, t.boolean(told)];
      if (own instanceof z.ZodNumber) return [name, t.int(told)];
      if (isKinds(own)) return [name, t.field({ type: [GroupKind], ...told })];
      throw new Error(`The option ${name} of a rate has no GraphQL type.`);
    }),
  ),
) as object;

/** The options among the arguments of a question. Throws OPTION_INVALID if the rate does not have one, or not that value. */
export const chosenOf = ({ rate, ...args }: Pick<Question, "rate">): Chosen => {
  const chosen = Object.fromEntries(
    Object.entries<unknown>(args).filter(([name, value]) => name in options && value !== null && value !== undefined),
  );
  try {
    valuesOf(rates[rate].options, chosen);
  } catch (error) {
    throw error instanceof OptionInvalid ? refused("OPTION_INVALID", { option: error.option }) : error;
  }
  return chosen;
};

/** The options of the question's rate with the values that apply. */
export const optionsIn = ({ rate, options: chosen }: Pick<Question, "rate" | "options">) =>
  Object.entries<unknown>(valuesOf(rates[rate].options, chosen)).map(([name, value]) => ({
    name,
    values: (Array.isArray(value) ? value : [value]).map(String),
    words: description(options[name]),
  }));
