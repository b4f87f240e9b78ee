import { code } from "./code.ts";
import type { RecordOf } from "./correction.ts";
import type { EventOf, EventType } from "./event-type.ts";
import { group } from "./group.ts";
import { membership } from "./membership.ts";
import { region } from "./region.ts";
import { school } from "./school.ts";

type Said = { readonly type: string; readonly data: unknown };

/** All categories of the published language; code that reads, tests or checks all of them uses this list. */
const published = { code, group, membership, region, school };

type Published = typeof published;

/**
 * A category whatever its events are. Methods, and no union of the categories: the parameter of a union's `encode` would
 * be the intersection of all events, which the compiler refuses as too complex from the sixth category on.
 */
export type AnyCatalogue = {
  readonly category: string;
  readonly types: Readonly<Record<string, EventType<unknown>>>;
  /** The event in stored form. Throws for events of other categories. */
  encode(record: Said): Said;
  /** Undefined for an unknown type. Throws UnreadableEvent. */
  decode(stored: Said): RecordOf<AnyEvent> | undefined;
};

/** An event of any category, in its latest shape. */
export type AnyEvent = { [Name in keyof Published]: EventOf<Published[Name]> }[keyof Published];

export const catalogues: readonly AnyCatalogue[] = Object.values(published);

/** The category of a stream: its name up to the first dash. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf("-"));

/** Undefined for an unknown category. */
export const catalogueOf = (category: string): AnyCatalogue | undefined =>
  catalogues.find((one) => one.category === category);
