import { code } from "./code.ts";
import type { EventOf } from "./event-type.ts";
import { group } from "./group.ts";
import { membership } from "./membership.ts";
import { region } from "./region.ts";
import { school } from "./school.ts";

/** Every category of the published language. Code and tests that cover all categories derive from this list. */
const published = { code, group, membership, region, school };

type Published = typeof published;
export type AnyCatalogue = Published[keyof Published];

/** An event of any category, in its latest shape. */
export type AnyEvent = { [Name in keyof Published]: EventOf<Published[Name]> }[keyof Published];

export const catalogues: readonly AnyCatalogue[] = Object.values(published);

/** The category in a stream's name, also for streams of other writers. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf("-"));

/** Undefined for an unknown category. */
export const catalogueOf = (category: string): AnyCatalogue | undefined =>
  catalogues.find((one) => one.category === category);
