import {
  type AnyRate,
  type Chosen,
  type Option,
  OptionInvalid,
  type Question,
  rates,
  valuesOf,
} from "@lianxiao/read-model";
import { builder } from "../builder.ts";
import { refused } from "../refused.ts";
import { AreaScope, GroupKind } from "./terms.ts";

const everyRate: readonly AnyRate[] = Object.values(rates);

/** The options of all rates; options of one name are the same option. */
const options: Readonly<Record<string, Option>> = Object.assign({}, ...everyRate.map(({ options: own }) => own));

const enums = { GroupKind, AreaScope } as const;

const describe = ({ words }: Option): string => `${words.zh}${words.en}`;

/** An argument for each option of any rate, optional; without it the rate's own default applies. */
export const optionArguments = builder.args((t) =>
  Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const description = describe(option);
      if (option.kind === "FLAG") return [name, t.boolean({ description })];
      if (option.kind === "NUMBER") return [name, t.int({ description })];
      return [name, t.field({ type: [enums[option.type]], description })];
    }),
  ),
) as object;

/** The options among the arguments of a question. Throws OPTION_INVALID if the rate does not have one, or not that value. */
export const chosenOf = ({ rate, ...args }: Pick<Question, "rate">): Chosen => {
  const given = Object.entries<unknown>(args).filter(([name, value]) => name in options && value !== null);
  const chosen = Object.fromEntries(given) as Chosen; // GraphQL has checked the types.
  try {
    valuesOf(rates[rate].options, chosen);
  } catch (error) {
    throw error instanceof OptionInvalid ? refused("OPTION_INVALID", { option: error.option }) : error;
  }
  return chosen;
};

/** The options of the question's rate with the values that apply. */
export const optionsIn = ({ rate, options: chosen }: Pick<Question, "rate" | "options">) =>
  Object.entries(valuesOf(rates[rate].options, chosen)).map(([name, value]) => ({
    name,
    values: (Array.isArray(value) ? value : [value]).map(String),
    words: options[name] ? describe(options[name]) : "",
  }));
