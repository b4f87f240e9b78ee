import { isDeepStrictEqual } from "node:util";

/** A JSON schema as zod prints it; `{}` takes anything, false nothing. */
export type Shape =
  | boolean
  | {
      readonly [keyword: string]: unknown;
      readonly enum?: readonly unknown[];
      readonly anyOf?: readonly Shape[];
      readonly items?: Shape;
      readonly properties?: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
      readonly additionalProperties?: Shape;
    };
type Said = Exclude<Shape, boolean>;

const said = (shape: Shape): Said => (shape === true ? {} : shape === false ? { enum: [] } : shape);

/**
 * Whether every value that `before` took is taken by `after` and read as the same. It may refuse a change that would do
 * no harm, such as other words for the same; it allows none of which it does not know that.
 */
export const survives = (before: Shape, after: Shape): boolean =>
  before === false ||
  takesAnything(said(after)) ||
  alternatives(said(before)).every((one) => alternatives(said(after)).some((other) => taken(one, other)));

/** Words beside `anyOf` narrow every alternative. What is read in place of a left-out property is the object's matter. */
const alternatives = ({ anyOf, default: _default, ...rest }: Said): readonly Said[] => {
  if (anyOf !== undefined) return anyOf.flatMap((one) => alternatives({ ...rest, ...said(one) }));
  return Array.isArray(rest["type"]) ? rest["type"].map((one: unknown) => ({ ...rest, type: one })) : [rest];
};

const takesAnything = (shape: Said): boolean => Object.keys(shape).every((word) => word === "default");

const taken = (before: Said, after: Said): boolean =>
  [type, values, bounds, items, object, others].every((holds) => holds(before, after));

type Holds = (before: Said, after: Said) => boolean;

const type: Holds = ({ type: before }, { type: after }) =>
  after === undefined || before === after || (before === "integer" && after === "number");

const valuesOf = (shape: Said): readonly unknown[] | undefined =>
  shape.enum ?? ("const" in shape ? [shape["const"]] : undefined);

const values: Holds = (before, after) => {
  const allowed = valuesOf(after);
  return allowed === undefined || (valuesOf(before)?.every((value) => allowed.includes(value)) ?? false);
};

const lower = ["minimum", "exclusiveMinimum", "minLength", "minItems"];
const upper = ["maximum", "exclusiveMaximum", "maxLength", "maxItems"];
/** May be given up, but not be added or be another. */
const exact = ["pattern", "format", "multipleOf"];

const bounds: Holds = (before, after) =>
  lower.every((word) => after[word] === undefined || Number(before[word]) >= Number(after[word])) &&
  upper.every((word) => after[word] === undefined || Number(before[word]) <= Number(after[word])) &&
  exact.every((word) => after[word] === undefined || before[word] === after[word]);

const isOf = (kind: string, { type: is }: Said): boolean => is === undefined || is === kind;

const items: Holds = (before, after) => !isOf("array", before) || survives(before.items ?? true, after.items ?? true);

const object: Holds = (before, after) => {
  if (!isOf("object", before)) return true;
  const names = new Set([...Object.keys(before.properties ?? {}), ...Object.keys(after.properties ?? {})]);
  return (
    (after.required ?? []).every((name) => before.required?.includes(name)) &&
    survives(before.additionalProperties ?? true, after.additionalProperties ?? true) &&
    [...names].every((name) => property(name, before, after))
  );
};

/** A property that is not named is whatever further properties may be. */
const propertyOf = (name: string, { properties = {}, additionalProperties = true }: Said): Shape =>
  Object.hasOwn(properties, name) ? (properties[name] ?? true) : additionalProperties;

const property = (name: string, before: Said, after: Said): boolean => {
  const [was, is] = [propertyOf(name, before), propertyOf(name, after)];
  // Nobody can have left out or written what was required or forbidden.
  const leftOut = was !== false && !before.required?.includes(name);
  return survives(was, is) && (!leftOut || isDeepStrictEqual(said(was)["default"], said(is)["default"]));
};

const understood = new Set([...lower, ...upper, ...exact, "type", "enum", "const", "anyOf", "items", "default"]);
const ofObjects = new Set(["properties", "required", "additionalProperties"]);

/** A word that is not understood here must stay as it is. */
const others: Holds = (before, after) =>
  Object.keys({ ...before, ...after })
    .filter((word) => !understood.has(word) && !ofObjects.has(word))
    .every((word) => isDeepStrictEqual(before[word], after[word]));
