import { parseArgs } from "node:util";

/** A command line that is not valid; the message is shown to the user. */
export class Misuse extends Error {}

type Kinds = Readonly<Record<string, "text" | "flag">>;

type Values<K extends Kinds> = { readonly [Name in keyof K]?: K[Name] extends "text" ? string : true };

/** Parses options by name. Each option may be given at most once, and unknown options are refused. */
export const optionsIn = <K extends Kinds>(args: string[], kinds: K): Values<K> => {
  const options = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, { type: kind === "text" ? "string" : "boolean" } as const]),
  );
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true });
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind !== "option")
      throw new Misuse(`"${token.kind === "positional" ? token.value : "--"}" is not expected here.`);
    const { name, rawName, value } = token;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) throw new Misuse(`There is no option ${rawName}.`);
    if (values.has(name)) throw new Misuse(`${rawName} is given twice.`);
    if (kind === "flag" && value !== undefined) throw new Misuse(`${rawName} takes no value.`);
    if (kind === "text" && (value === undefined || value === "" || value.startsWith("--")))
      throw new Misuse(`${rawName} needs a value.`);
    values.set(name, value ?? true);
  }
  return Object.fromEntries(values) as Values<K>; // Each value was checked against its kind above.
};
