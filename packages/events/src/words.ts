import { z } from "zod";

/** The languages in which people are answered. */
export type Language = "zh" | "en";

/** What people read, in Chinese and in English; without a full stop. */
export type Words = readonly [zh: string, en: string];

type NamesOf<W> = keyof W & string;

/**
 * An enum whose values have words (取值说明), told once for OpenAPI, GraphQL and pages. `schema.words` has them by value.
 */
export const enumOf = <const W extends Readonly<Record<string, Words>>>([zh, en]: Words, words: W) => {
  const names = Object.keys(words) as NamesOf<W>[]; // The record has no other keys.
  const list = names.map((name) => `${name} ${words[name]?.[0] ?? ""}`).join("，");
  const byName = Object.fromEntries(names.map((name) => [name, name])) as { readonly [Name in NamesOf<W>]: Name };
  return Object.assign(z.enum(byName).meta({ description: `${zh}：${list}。${en}.` }), { words });
};
