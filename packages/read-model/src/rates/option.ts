import type { z } from "zod";

/** What a question or a local definition (地方口径) may choose, each option with a default and a description. */
export type Options = z.ZodObject;

/** The value of each option. */
export type Values<O extends Options> = z.output<O>;

/** Values that were asked for; the rest have their defaults. */
export type Chosen = Readonly<Record<string, unknown>>;

/** A rate has no such option, or the option no such value. */
export class OptionInvalid extends Error {
  override readonly name = "OptionInvalid";
  readonly option: string;
  constructor(option: string) {
    super(`The rate has no option ${option} of that value.`);
    this.option = option;
  }
}

/** The value of each option: the one chosen, else the default. Throws OptionInvalid. */
export const valuesOf = <O extends Options>(options: O, chosen: Chosen = {}): Values<O> => {
  const { data, error } = options.safeParse(chosen);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const [option] = issue?.code === "unrecognized_keys" ? issue.keys : (issue?.path ?? []);
  throw new OptionInvalid(String(option));
};
