import type { z } from "zod";
import { catalogues } from "../src/catalogues.ts";
import { StoredAbandonment, StoredCorrection } from "../src/correction.ts";
import { type EventType, storedName } from "../src/event-type.ts";

type Types = Readonly<Record<string, EventType<unknown>>>;

const shapesOf = (types: Types): readonly (readonly [string, z.ZodType])[] =>
  Object.entries(types).flatMap(([type, { shapes }]) =>
    shapes.map((shape, index) => [storedName(type, index + 1), shape] as const),
  );

/** Every name that may stand in the log with the shape of its data: one per version, and what every category has. */
export const storedShapes: ReadonlyMap<string, z.ZodType> = new Map([
  ["Corrected", StoredCorrection],
  ["CommandAbandoned", StoredAbandonment],
  ...catalogues.flatMap(({ types }) => shapesOf(types)),
]);
