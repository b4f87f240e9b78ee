import { z } from "zod";
import { type AnyEvent, catalogues } from "./catalogues.ts";
import { GroupId, RegionId, SchoolId } from "./vocabulary.ts";
import type { Language, Words } from "./words.ts";

export type SubjectKind = "school" | "group" | "region";

/** A school, group or region that an event speaks of. */
export type Reference = { readonly kind: SubjectKind; readonly id: string };

const kinds = new Map<unknown, SubjectKind>([
  [SchoolId, "school"],
  [GroupId, "group"],
  [RegionId, "region"],
]);

type Value = { readonly schema: unknown; readonly value: unknown };

const unwrapped = (schema: unknown): unknown => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap());
  return schema;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The values at a path of fields; of an array, those of all its elements. */
const valuesAt = ({ schema, value }: Value, path: readonly string[]): readonly Value[] => {
  const plain = unwrapped(schema);
  if (value === undefined || value === null) return [];
  if (plain instanceof z.ZodArray && Array.isArray(value))
    return value.flatMap((one: unknown) => valuesAt({ schema: plain.element, value: one }, path));
  const [field, ...rest] = path;
  if (field === undefined) return [{ schema: plain, value }];
  if (!(plain instanceof z.ZodObject) || !isRecord(value)) return [];
  return valuesAt({ schema: plain.shape[field], value: value[field] }, rest);
};

const typeOf = (name: string) => {
  const found = catalogues.flatMap(({ types }) => (Object.hasOwn(types, name) ? [types[name]] : []))[0];
  if (found === undefined) throw new Error(`${name} is not in any catalogue.`);
  return found;
};

const rootOf = ({ type, data }: AnyEvent): Value => ({ schema: typeOf(type).shapes.at(-1), value: data });

/** Every school, group and region that the event names, each once. */
export const referencesIn = (event: AnyEvent): readonly Reference[] => {
  const found = new Map<string, Reference>();
  for (const field of Object.keys(event.data))
    for (const { schema, value } of valuesAt(rootOf(event), [field])) {
      const kind = kinds.get(schema);
      if (kind !== undefined) found.set(`${kind} ${value}`, { kind, id: String(value) });
    }
  return [...found.values()];
};

const hasWords = (schema: unknown): schema is { readonly words: Readonly<Record<string, Words>> } =>
  isRecord(schema) && "words" in schema;

const placeholder = /\{([a-zA-Z.]+)\}/g;
const optional = /\[([^\]]*)\]/g;

/** The fields, as paths, that a type's words speak of. */
export const fieldsIn = (text: string): readonly string[] =>
  [...text.matchAll(placeholder)].map(([, path = ""]) => path);

/**
 * What an event says, in words of its catalogue entry. `{field}` is a value of the event, `{field.of}` one of an object or
 * of each element of a list; a part in brackets is left out if a value in it is absent. References are written by `nameOf`,
 * enums by their words.
 */
export const sentenceOf = (
  event: AnyEvent,
  language: Language,
  nameOf: (reference: Reference) => string | undefined,
): string => {
  const at = language === "zh" ? 0 : 1;
  const written = ({ schema, value }: Value): string => {
    const kind = kinds.get(schema);
    if (kind !== undefined) return nameOf({ kind, id: String(value) }) ?? String(value);
    return (hasWords(schema) && schema.words[String(value)]?.[at]) || String(value);
  };
  const valuesOf = (path: string) => valuesAt(rootOf(event), path.split("."));
  const filled = (text: string): string =>
    text.replaceAll(placeholder, (_, path: string) =>
      valuesOf(path)
        .map(written)
        .join(language === "zh" ? "、" : ", "),
    );
  const isComplete = (text: string): boolean => fieldsIn(text).every((path) => valuesOf(path).length > 0);
  return filled(typeOf(event.type).words[at].replaceAll(optional, (_, part: string) => (isComplete(part) ? part : "")));
};
