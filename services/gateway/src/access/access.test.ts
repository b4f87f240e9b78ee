import { applyBatch } from "@lianxiao/read-model";
import { afterAll, describe, expect, test } from "vitest";
import { createLog, freshReadModel } from "../../../../test/projection.ts";
import { serve } from "../fixture.ts";
import { asks, refusals } from "./asks.fixture.ts";
import { documentOf, fieldsIn, fieldsOf, objectTypes, rootFields } from "./documents.fixture.ts";
import { type Caller, callers, expected, told } from "./expected.fixture.ts";
import { type Answers, isShown, objects } from "./shown.fixture.ts";
import { record, secrets } from "./world.fixture.ts";

const model = await freshReadModel();
const gateway = await serve(model);
const recorded = createLog(new Date("2026-03-01T00:00:00Z"));
await applyBatch(
  model,
  record.map((one) => recorded(one)),
);
afterAll(async () => {
  await gateway.close();
  await model.drop();
});

const names = Object.keys(callers) as readonly Caller[]; // It has no other keys than its type says.
const documents = Object.entries(asks).map(([name, ask]) => ({ name, root: ask.root, query: documentOf(ask) }));

/** What one caller is answered: refused at the door, or values by ask, and all that was sent, errors and headers included. */
const answered = async (caller: Caller) => {
  const answers: Record<string, unknown> = {};
  const codes: Record<string, unknown> = {};
  const texts: string[] = [];
  let refused = 0;
  for (const { name, root, query } of documents) {
    const response = await gateway.post({ query }, { as: callers[caller] });
    const text = await response.text();
    texts.push(text, JSON.stringify([...response.headers]));
    if (response.status === 401) refused += 1;
    // Whatever it is, a test below says what it should be.
    const { data, errors } = JSON.parse(text) as { data?: Answers; errors?: { extensions: { code: unknown } }[] };
    answers[name] = data?.[root];
    if (errors) codes[name] = errors.map(({ extensions }) => extensions.code);
  }
  return { refused: refused === documents.length, answers, codes, text: texts.join("\n") };
};
type Answered = Awaited<ReturnType<typeof answered>>;

const found: (readonly [Caller, Answered])[] = [];
for (const caller of names) found.push([caller, await answered(caller)]);

const row = (sees: (one: Answered) => boolean): string =>
  found.map(([, one]) => (one.refused ? "r" : sees(one) ? "A" : "-")).join("");
const asWritten = (text = ""): string => text.replaceAll(" ", "");

const fields = [
  ...rootFields.map((field) => ["Query", field] as const),
  ...objectTypes.flatMap((type) => fieldsOf(type).map((field) => [type.name, field] as const)),
];
const texts = Object.entries(secrets).flatMap(([what, all]) => all.map((text) => [what, text] as const));

/** Texts that a caller was told and should not have been. */
const leaks = texts.flatMap(([what, text]) =>
  found.flatMap(([caller, one], at) =>
    asWritten(told[what])[at] !== "A" && one.text.includes(text) ? [`${caller} was told: ${what}, ${text}`] : [],
  ),
);
const cells = (fields.length + texts.length) * names.length;

describe("the table of access", () => {
  test("has a row for every root field and every type, and none beside", () => {
    const rows = Object.keys(expected);
    const types = objectTypes.map(({ name }) => name);
    const known = fields.map(([type, field]) => `${type}.${field}`);
    const needed = [...rootFields.map((field) => `Query.${field}`), ...types];
    expect(needed.filter((one) => !rows.includes(one))).toEqual([]);
    expect(rows.filter((one) => !known.includes(one) && !types.includes(one))).toEqual([]);
    expect(types.filter((type) => !(type in objects))).toEqual([]);
    expect(Object.keys(told)).toEqual(Object.keys(secrets));
  });

  test("is about everything that can be asked: every field is, by the documents that are sent", () => {
    const asked = new Set(documents.flatMap(({ query }) => fieldsIn(query)));
    expect(fields.map(([type, field]) => `${type}.${field}`).filter((field) => !asked.has(field))).toEqual([]);
  });

  test("says of every caller in every row", () => {
    for (const [name, text] of Object.entries({ ...expected, ...told }))
      expect([name, asWritten(text).length]).toEqual([name, names.length]);
  });
});

describe(`over GraphQL, ${cells} cells of ${names.length} callers`, () => {
  test.each(["Query", ...objectTypes.map(({ name }) => name)])("%s is seen by whom the table says", (name) => {
    const own = fields.filter(([type]) => type === name).map(([, field]) => field);
    const seen = own.map((field) => [field, row(({ answers }) => isShown(answers, name, field))]);
    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(own.map((field) => [field, asWritten(expected[`${name}.${field}`] ?? expected[name])])),
    );
  });

  test.each(Object.keys(secrets))("%s is told to whom the table says", (what) => {
    const own = secrets[what] ?? [];
    const seen = own.map((text) => [text, row((one) => one.text.includes(text))]);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(own.map((text) => [text, asWritten(told[what])])));
  });

  test(`leaks are ${leaks.length}`, () => {
    expect(leaks).toEqual([]);
  });

  test.each(names)("%s is refused only what cannot be asked", (caller) => {
    const [, one] = found.find(([name]) => name === caller) ?? [];
    const unknown = Object.fromEntries(Object.keys(asks).map((ask) => [ask, ["TOKEN_MISSING"]]));
    expect(one?.codes).toEqual(caller === "nobody" ? unknown : refusals);
  });
});
