import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Shape, survives } from "./survival.ts";

/** The shape of data as it is stored, without the words that decide nothing. */
export const printedShape = (shape: z.ZodType): Shape => {
  const { $schema: _dialect, ...printed } = z.toJSONSchema(shape, {
    io: "input",
    override: ({ jsonSchema }) => {
      delete jsonSchema.description;
      delete jsonSchema["example"];
    },
  });
  // zod prints JSON Schema, which is what a Shape is; what is undefined or no JSON goes.
  return JSON.parse(JSON.stringify(printed)) as Shape;
};

/** Beside the sample: every shape that was ever printed for the name, oldest first. None is ever removed. */
export const printedFile = (name: string): URL => new URL(`../src/stored/${name}.shapes.json`, import.meta.url);

export const everPrinted = (name: string): readonly Shape[] =>
  // Only `printedShape` writes these files.
  existsSync(printedFile(name)) ? (JSON.parse(readFileSync(printedFile(name), "utf8")) as readonly Shape[]) : [];

type Standing = "PRINTED" | "NEW" | "LOST";

/** Whether a shape is the last one printed, or one that has to be printed yet, or one that some stored data does not survive. */
export const standing = (printed: readonly Shape[], now: Shape): Standing => {
  if (!printed.every((before) => survives(before, now))) return "LOST";
  return isDeepStrictEqual(printed.at(-1), now) ? "PRINTED" : "NEW";
};
