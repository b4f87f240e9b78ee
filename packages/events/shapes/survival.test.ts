import { expect, test } from "vitest";
import { type Shape, survives } from "./survival.ts";

const text = { type: "string" };
const strict = (properties: Record<string, Shape>, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const open = (properties: Record<string, Shape>) => ({ ...strict(properties), additionalProperties: {} });
const nullable = (shape: Shape) => ({ anyOf: [shape, { type: "null" }] });
const name = strict({ name: text }, ["name"]);

const allowed: readonly (readonly [string, Shape, Shape])[] = [
  ["nothing", name, name],
  ["a new optional property", name, strict({ name: text, note: text }, ["name"])],
  ["a new property with a default", name, strict({ name: text, note: { ...text, default: "" } }, ["name"])],
  ["a property that need not be there any more", name, strict({ name: text })],
  ["one that need not be there any more and has a default", name, strict({ name: { ...text, default: "" } })],
  ["further properties", name, { ...name, additionalProperties: true }],
  ["further properties, one of which had a name", strict({ name: text }), open({})],
  ["one more value", { enum: ["A"] }, { enum: ["B", "A"] }],
  ["any value of the type", { type: "string", enum: ["A"] }, text],
  ["one more value than the only one", { const: "A" }, { enum: ["A", "B"] }],
  ["a longer text", { ...text, maxLength: 10 }, { ...text, maxLength: 20 }],
  ["a shorter text", { ...text, minLength: 2 }, { ...text, minLength: 1 }],
  ["a text of any length", { ...text, maxLength: 10 }, text],
  ["a text of any form", { ...text, pattern: "^A$" }, text],
  ["a lower number", { type: "integer", minimum: 0 }, { type: "integer", minimum: -1 }],
  ["a fraction", { type: "integer" }, { type: "number" }],
  ["an empty list", { type: "array", items: text, minItems: 1 }, { type: "array", items: text }],
  ["null", text, nullable(text)],
  ["null in another order", nullable(text), { anyOf: [{ type: "null" }, text] }],
  ["null, said shorter", text, { type: ["string", "null"] }],
  ["null, said longer", { type: ["string", "null"] }, nullable(text)],
  ["anything", name, {}],
  ["what nothing was before", false, text],
  ["a longer text in a list", { type: "array", items: { maxLength: 1 } }, { type: "array", items: { maxLength: 2 } }],
];

const refused: readonly (readonly [string, Shape, Shape])[] = [
  ["a new required property", name, strict({ name: text, note: text }, ["name", "note"])],
  ["a property that must be there now", strict({ name: text }), name],
  ["no property of that name", name, strict({})],
  ["no further properties", open({}), strict({})],
  ["further properties of one type only", open({}), { ...open({}), additionalProperties: text }],
  ["a type for what was a further property", open({}), open({ note: text })],
  ["another property in a property", strict({ one: name }), strict({ one: strict({}) })],
  ["another default", strict({ one: { default: 1 } }), strict({ one: { default: 2 } })],
  ["a default where none was", strict({ one: text }), strict({ one: { ...text, default: "" } })],
  ["no default where one was", strict({ one: { ...text, default: "" } }), strict({ one: text })],
  ["one value less", { enum: ["A", "B"] }, { enum: ["A"] }],
  ["values instead of any text", text, { ...text, enum: ["A"] }],
  ["another only value", { const: "A" }, { const: "B" }],
  ["a shorter text", { ...text, maxLength: 20 }, { ...text, maxLength: 10 }],
  ["an end to a text", text, { ...text, maxLength: 10 }],
  ["a longer text", { ...text, minLength: 1 }, { ...text, minLength: 2 }],
  ["a higher number", { type: "integer", minimum: 0 }, { type: "integer", minimum: 1 }],
  ["a lower end", { type: "integer", maximum: 9 }, { type: "integer", maximum: 8 }],
  ["a bound where none was", { type: "integer" }, { type: "integer", minimum: 0 }],
  ["a list that is not empty", { type: "array", items: text }, { type: "array", items: text, minItems: 1 }],
  ["a shorter list", { type: "array", maxItems: 9 }, { type: "array", maxItems: 8 }],
  ["a list of something else", { type: "array", items: text }, { type: "array", items: { type: "integer" } }],
  ["a list of one type", { type: "array" }, { type: "array", items: text }],
  ["another pattern", { ...text, pattern: "^A$" }, { ...text, pattern: "^[A]$" }],
  ["a pattern where none was", text, { ...text, pattern: "^A$" }],
  ["another format", { ...text, format: "uuid" }, { ...text, format: "date" }],
  ["another type", text, { type: "integer" }],
  ["a whole number", { type: "number" }, { type: "integer" }],
  ["a type where none was", {}, text],
  ["no null", nullable(text), text],
  ["no null, said shorter", { type: ["string", "null"] }, text],
  ["nothing", text, false],
  ["a word that is not understood", text, { ...text, contentEncoding: "base64" }],
  ["another such word", { not: text }, { not: { type: "integer" } }],
];

test.each(allowed)("what was stored survives %s", (_change, before, after) => {
  expect(survives(before, after)).toBe(true);
});

test.each(refused)("what was stored does not survive %s", (_change, before, after) => {
  expect(survives(before, after)).toBe(false);
});
