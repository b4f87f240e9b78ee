import { invalidArgument } from "../failure.ts";
import type { StoredInAll } from "../log/stored.ts";
import type { Decoded } from "../wire/message.ts";
import type { FilterOptions } from "../wire/read-messages.ts";

export interface Filter {
  readonly lets: (event: StoredInAll) => boolean;
  /** The number of events that are read between two checkpoints. */
  readonly checkpointInterval: number;
}

const defaultWindow = 32;

const matching = (regex: string | undefined, prefixes: readonly string[]): ((name: string) => boolean) => {
  if (!regex) return (name) => prefixes.some((prefix) => name.startsWith(prefix));
  try {
    const expression = new RegExp(regex);
    return (name) => expression.test(name);
  } catch {
    throw invalidArgument(`"${regex}" is not a regular expression.`);
  }
};

type Options = Decoded<typeof FilterOptions>;

/** The predicate of a filter. */
export const matchingFilter = ({ streamIdentifier, eventType }: Options): Filter["lets"] => {
  const expression = streamIdentifier ?? eventType;
  if (!expression) throw invalidArgument("A filter must be by stream or by event type.");
  const matches = matching(expression.regex, expression.prefix ?? []);
  return streamIdentifier ? (event) => matches(event.stream) : (event) => matches(event.type);
};

export const filterIn = (options: Options, subscribes: boolean): Filter => {
  const { max, checkpointIntervalMultiplier = 0 } = options;
  const lets = matchingFilter(options);
  if (max === undefined && !options.count) throw invalidArgument("The window of the filter is missing.");
  if (subscribes && checkpointIntervalMultiplier === 0)
    throw invalidArgument("The checkpoint interval must be a positive multiple of the window.");
  return {
    lets,
    checkpointInterval: Math.max(max ?? defaultWindow, 1) * checkpointIntervalMultiplier,
  };
};
