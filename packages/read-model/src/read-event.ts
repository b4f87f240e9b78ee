import { group, membership, region, school, UnreadableEvent } from "@lianxiao/events";
import type { Recorded } from "@lianxiao/kernel";
import type { AnyEvent } from "./fact.ts";

const catalogues = { region, school, group, membership };
type Category = keyof typeof catalogues;

/** The stream prefixes of the events that the read model is made of. */
export const prefixes: readonly string[] = Object.keys(catalogues).map((category) => `${category}-`);

const isObject = (data: unknown): boolean =>
  typeof data === "object" && data !== null && !Array.isArray(data) && !ArrayBuffer.isView(data);

/** Where an event stands, for a person who has to find it. */
export const placeOf = ({ stream, revision, position, type }: Recorded): string =>
  `Event ${type}, stream ${stream}, revision ${revision}, position ${position}`;

/** The event in its latest shape; undefined for a type that nobody here knows; throws UnreadableEvent otherwise. */
export const readEvent = (recorded: Recorded): AnyEvent | undefined => {
  const category = recorded.stream.slice(0, recorded.stream.indexOf("-"));
  if (!Object.hasOwn(catalogues, category)) return undefined;
  // Just found to be one of its keys.
  const { decode } = catalogues[category as Category];
  try {
    const event = decode(recorded);
    if (event !== undefined && !isObject(recorded.data)) throw new UnreadableEvent("its data is not a JSON object.");
    return event;
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    throw new UnreadableEvent(`${placeOf(recorded)}: ${error.message}`, { cause: error });
  }
};
