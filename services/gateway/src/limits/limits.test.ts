import { buildSchema, execute, GraphQLError, getOperationAST, parse, validate } from "graphql/index.js";
import { describe, expect, test } from "vitest";
import { aliasRule } from "./aliases.ts";
import { costOf } from "./cost.ts";
import { depthRule } from "./depth.ts";

const schema = buildSchema(`
  type Query { schools(first: Int! = 20): SchoolConnection! here: School }
  type SchoolConnection { edges: [SchoolEdge!]! }
  type SchoolEdge { node: School! }
  type School { id: ID! near(first: Int! = 20): SchoolConnection! campuses: [Campus!]! twin: School }
  type Campus { key: ID! }
`);

const of = (length: number) => Array.from({ length }, () => ({}));

/** Every page and list is full, so the number of calls is what a query at most does. */
const fullLists: Readonly<Record<string, (source: { first: number }, args: { first: number }) => unknown>> = {
  schools: (_source, { first }) => ({ first }),
  near: (_source, { first }) => ({ first }),
  edges: ({ first }) => of(first),
  campuses: () => of(20),
  id: () => "1",
  key: () => "1",
};

const callsOf = async (source: string, variableValues: Record<string, unknown>): Promise<number> => {
  let calls = 0;
  const { errors } = await execute({
    schema,
    document: parse(source),
    variableValues,
    fieldResolver: (parent, args, _context, { fieldName }) => {
      calls += 1;
      return fullLists[fieldName]?.(parent, args) ?? {};
    },
  });
  expect(errors).toBeUndefined();
  return calls;
};

const priced = (source: string, variables: Record<string, unknown> = {}): number => {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("There is no operation.");
  return costOf({ schema, document, operation, variables });
};

const codesOf = (source: string): unknown[] =>
  validate(schema, parse(source), [depthRule, aliasRule]).map(({ extensions }) => extensions["code"]);

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions["code"] : error;
  }
};

const nested = (levels: number): string => (levels === 1 ? "{ id }" : `{ twin ${nested(levels - 1)} }`);

describe("the cost of a query", () => {
  test.each([
    ["{ here { id } }", {}],
    ["{ schools { edges { node { id } } } }", {}],
    ["{ schools(first: 7) { edges { node { id near(first: 3) { edges { node { id twin { id } } } } } } } }", {}],
    [
      "query ($n: Int!) { schools(first: $n) { edges { node { ...s } } } } fragment s on School { id campuses { key } }",
      { n: 4 },
    ],
    [
      "query ($n: Int! = 6) { schools(first: $n) { edges { node { ... on School { id } } } } here { ...s } } fragment s on School { id }",
      {},
    ],
  ])("is the number of resolver calls that full pages make: %s", async (source, variables) => {
    expect(priced(source, variables)).toBe(await callsOf(source, variables));
  });

  test.each([0, -1, 101, -100_000])("is not lowered by a page of %i, which is refused", (first) => {
    const source =
      "query ($n: Int!) { a: schools(first: $n) { edges { node { id } } } b: schools { edges { node { id } } } }";
    expect(codeOf(() => priced(source, { n: first }))).toBe("PAGE_SIZE_INVALID");
  });
});

describe("the shape of a query", () => {
  test("may be twelve levels deep and no deeper, fragments counted where they are spread", () => {
    expect(codesOf(`{ here ${nested(11)} }`)).toEqual([]);
    expect(codesOf(`{ here ${nested(12)} }`)).toEqual(["QUERY_TOO_DEEP"]);
    expect(codesOf(`{ here { ...deep } } fragment deep on School ${nested(12)}`)).toEqual(["QUERY_TOO_DEEP"]);
  });

  test("may have thirty aliases and no more", () => {
    const aliases = (count: number) =>
      `{ here { ${Array.from({ length: count }, (_, index) => `a${index}: id`).join(" ")} } }`;
    expect(codesOf(aliases(30))).toEqual([]);
    expect(codesOf(aliases(31))).toEqual(["TOO_MANY_ALIASES"]);
  });

  test("may spread fragments in a ring without hanging the server; graphql-js refuses it", () => {
    expect(
      codesOf("{ here { ...a } } fragment a on School { twin { ...b } } fragment b on School { twin { ...a } }"),
    ).toEqual([]);
  });
});
