import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { everPrinted, printedShape, standing } from "./printed-shapes.ts";
import { storedShapes } from "./stored-shapes.ts";

const files = readdirSync(new URL("../src/stored/", import.meta.url)).filter((file) => file.endsWith(".shapes.json"));

test("every shape that may be stored is printed, and none is forgotten that was", () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.toSorted()).toEqual([...storedShapes.keys()].map((name) => `${name}.shapes.json`).toSorted());
});

test.each([...storedShapes])("%s takes whatever was ever stored as it, and is printed as it is now", (name, shape) => {
  expect(
    standing(everPrinted(name), printedShape(shape)),
    "LOST: give the event its next shape with .became(…). NEW: pnpm --filter @lianxiao/events run shapes",
  ).toBe("PRINTED");
});

test("a shape must take what an earlier printing took, also when a later one took less", () => {
  const printed = [z.strictObject({ note: z.string().optional() }), z.strictObject({})].map(printedShape);
  expect(standing(printed, printedShape(z.strictObject({})))).toBe("LOST");
});

test("a change that stored data survives has to be printed", () => {
  const before = printedShape(z.strictObject({ role: z.enum(["LEAD"]) }));
  const after = printedShape(z.strictObject({ role: z.enum(["LEAD", "CORE"]) }));
  expect(standing([before], after)).toBe("NEW");
  expect(standing([before, after], after)).toBe("PRINTED");
  expect(standing([before, after], before)).toBe("LOST");
});

test("words that describe a shape are no part of it", () => {
  const described = z.strictObject({ description: z.string().meta({ description: "说明", example: "无" }) });
  expect(printedShape(described)).toEqual(printedShape(z.strictObject({ description: z.string() })));
  expect(printedShape(described)).toMatchObject({ properties: { description: { type: "string" } } });
});
