import type { Words } from "./rate.ts";

/** A choice that a question or a local definition (地方口径) may make. */
export type Option = { readonly words: Words } & (
  | { readonly kind: "FLAG"; readonly initial: boolean }
  | { readonly kind: "NUMBER"; readonly initial: number; readonly least: number; readonly most: number }
  /** `type` is the vocabulary's name of the values. */
  | {
      readonly kind: "SOME_OF";
      readonly type: "GroupKind" | "AreaScope";
      readonly initial: readonly string[];
      readonly all: readonly string[];
    }
);

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends { readonly kind: "FLAG" }
  ? boolean
  : O extends { readonly kind: "NUMBER" }
    ? number
    : readonly string[];

/** The value of each option. */
export type Values<O extends Options> = { readonly [Name in keyof O]: ValueOf<O[Name]> };

/** Values that were asked for; the rest have their initial values. */
export type Chosen = Readonly<Record<string, boolean | number | readonly string[]>>;

/** A rate has no such option, or the option no such value. */
export class OptionInvalid extends Error {
  override readonly name = "OptionInvalid";
  readonly option: string;
  constructor(option: string) {
    super(`The rate has no option ${option} of that value.`);
    this.option = option;
  }
}

const isValue = (option: Option, value: Chosen[string]): boolean => {
  if (option.kind === "FLAG") return typeof value === "boolean";
  if (option.kind === "NUMBER") return typeof value === "number" && value >= option.least && value <= option.most;
  return Array.isArray(value) && value.length > 0 && value.every((one) => option.all.includes(String(one)));
};

/** The value of each option: the one chosen, else the initial one. Throws OptionInvalid. */
export const valuesOf = <O extends Options>(options: O, chosen: Chosen = {}): Values<O> => {
  for (const [name, value] of Object.entries(chosen)) {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined || !isValue(option, value)) throw new OptionInvalid(name);
  }
  const values = Object.entries(options).map(([name, { initial }]) => [name, chosen[name] ?? initial]);
  // Each value has been checked against the option of its name.
  return Object.fromEntries(values) as Values<O>;
};
