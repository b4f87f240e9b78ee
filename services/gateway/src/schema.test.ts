import { readFileSync } from "node:fs";
import { rates } from "@lianxiao/read-model";
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql/index.js";
import { describe, expect, test } from "vitest";
import { printedSchema, schemaFile } from "./printed-schema.ts";
import { schema } from "./schema.ts";

const own = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

type Described = readonly [where: string, description: string | null | undefined];

const membersOf = (type: GraphQLNamedType): readonly Described[] => {
  if (isEnumType(type)) return type.getValues().map(({ name, description }) => [`${type.name}.${name}`, description]);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field): Described[] => [
    [`${type.name}.${field.name}`, field.description],
    ...field.args.map((arg): Described => [`${type.name}.${field.name}(${arg.name})`, arg.description]),
  ]);
};

const described = own.flatMap((type): Described[] => [[type.name, type.description], ...membersOf(type)]);

test("schema.graphql is the schema; after a change run: pnpm --filter @lianxiao/gateway schema", () => {
  expect(readFileSync(schemaFile, "utf8")).toBe(printedSchema());
});

describe("the schema", () => {
  test("is described everywhere, in Chinese and then in English", () => {
    expect(described.length).toBeGreaterThan(150);
    // What is left over is neither: a Chinese sentence first, then Latin words to the end.
    const lacking = described.filter(
      ([, text]) => !/^[^a-z]*\p{Script=Han}.*[A-Za-z]{3,}[^\p{Script=Han}]*$/su.test(text ?? ""),
    );
    expect(lacking).toEqual([]);
  });

  test("is read-only, and takes no input objects whose depth nobody limits", () => {
    expect([schema.getMutationType(), schema.getSubscriptionType()]).toEqual([undefined, undefined]);
    expect(own.filter(isInputObjectType)).toEqual([]);
  });

  test("has the read model's rates as its enum", () => {
    const type = schema.getType("Rate");
    expect(isEnumType(type) && type.getValues().map(({ name }) => name)).toEqual(Object.keys(rates).sort());
  });
});
