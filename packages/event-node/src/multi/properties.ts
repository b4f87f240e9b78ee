import type { Property, Value } from "../wire/multi-messages.ts";
import { malformed } from "./refusal.ts";

type Json = null | number | string | boolean | readonly Json[] | { readonly [key: string]: Json };

const jsonOf = (value: Value = {}): Json => {
  const { nullValue, numberValue, stringValue, boolValue, structValue, listValue } = value;
  if (structValue) return Object.fromEntries(entriesOf(structValue.fields));
  if (listValue) return (listValue.values ?? []).map(jsonOf);
  if (nullValue !== undefined) return null;
  const json = numberValue ?? stringValue ?? boolValue;
  if (json === undefined) throw malformed("properties", "A property's value must have a type.");
  return json;
};

/** Converts a record's properties to the entries of a JSON object. */
export const entriesOf = (properties: readonly Property[] = []): [string, Json][] =>
  properties.map(({ key = "", value }) => {
    if (key === "") throw malformed("properties", "A property must have a key.");
    return [key, jsonOf(value)];
  });
