import { catalogueOf, categoryOf, UnreadableEvent } from "@lianxiao/events";
import type { Recorded } from "@lianxiao/kernel";
import { placeOf, type Readable } from "./readable.ts";

const isObject = (data: unknown): boolean =>
  typeof data === "object" && data !== null && !Array.isArray(data) && !ArrayBuffer.isView(data);

/** A stored event of the category in its latest shape; undefined for an unknown type. */
export const decode = (category: string, stored: Pick<Recorded, "type" | "data">): Readable["event"] | undefined =>
  catalogueOf(category)?.decode(stored);

/** The event in its latest shape; undefined for an unknown type. Throws UnreadableEvent. */
export const readEvent = (recorded: Recorded): Readable | undefined => {
  const category = categoryOf(recorded.stream);
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
