import { group, membership, region, school, UnreadableEvent } from "@lianxiao/events";
import type { Recorded } from "@lianxiao/kernel";
import { placeOf, type Readable } from "./readable.ts";

const catalogues = { region, school, group, membership };
type Category = keyof typeof catalogues;

/** The stream prefixes of the events that the read model is made of. */
export const prefixes: readonly string[] = Object.keys(catalogues).map((category) => `${category}-`);

const isObject = (data: unknown): boolean =>
  typeof data === "object" && data !== null && !Array.isArray(data) && !ArrayBuffer.isView(data);

const isCategory = (category: string): category is Category => Object.hasOwn(catalogues, category);

/** What a stored event of the category says in its latest shape; undefined for a type that nobody here knows. */
export const decode = (category: string, stored: Pick<Recorded, "type" | "data">): Readable["event"] | undefined =>
  isCategory(category) ? catalogues[category].decode(stored) : undefined;

/** The event in its latest shape; undefined for a type that nobody here knows; throws UnreadableEvent otherwise. */
export const readEvent = (recorded: Recorded): Readable | undefined => {
  const category = recorded.stream.slice(0, recorded.stream.indexOf("-"));
  try {
    const event = decode(category, recorded);
    if (event === undefined) return undefined;
    if (!isObject(recorded.data)) throw new UnreadableEvent("its data is not a JSON object.");
    return { recorded, category, event };
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    throw new UnreadableEvent(`${placeOf(recorded)}: ${error.message}`, { cause: error });
  }
};
