import { afterAll, describe, expect, test } from "vitest";
import { freshReadModel } from "../../../../test/projection.ts";
import { codes, serve } from "../fixture.ts";

const model = await freshReadModel();
const gateway = await serve(model);

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

const nation = { as: "auditor-330000" };

test("no region has more below it than a list of regions is taken to hold", async () => {
  const { data } = await gateway.ask(
    `{ ${["500000", "130600", "130000", "650000", "440000"].map((code) => `c${code}: region(code: "${code}") { children { code } }`)} }`,
    nation,
  );
  const sizes = Object.values(data ?? {}).map((below) => (below as { children: unknown[] }).children.length);
  expect(sizes).toEqual([38, 26, 11, 26, 21]);
});

describe("the cost of regions below regions", () => {
  test.each([
    [
      "the counties beside each county, with all that they say of themselves",
      '{ region(code: "500000") { children { parent { children { code name level status asOf knownAt position } } } } }',
    ],
    [
      "the same by the counties' rates",
      '{ coverage(region: "500000") { children { region { parent { children { code name level status asOf knownAt position } } } } } }',
    ],
    [
      "a city's counties' city's counties",
      '{ region(code: "440000") { children { children { parent { children { name } } } } } }',
    ],
    [
      "these by the counties' rates",
      '{ coverage(region: "440000") { children { region { children { parent { children { name } } } } } } }',
    ],
    ["one level more", '{ region(code: "440000") { children { children { children { name } } } } }'],
    [
      "up and down",
      '{ region(code: "500101") { parent { children { parent { children { parent { children { code } } } } } } } }',
    ],
    [
      "through successors",
      '{ region(code: "330113") { successors { parent { children { parent { children { successors { name } parent { children { name } } } } } } } } }',
    ],
  ])("refuses %s", async (_what, query) => {
    const answer = await gateway.ask(query, nation);
    expect([answer.status, codes(answer)]).toEqual([400, ["QUERY_TOO_COSTLY"]]);
  });

  test.each([
    [
      "a province's cities and counties",
      '{ region(code: "440000") { children { code name level children { code name level status } } } }',
    ],
    [
      "rates with the cities' counties",
      '{ coverage(region: "330000") { children { rate region { code name children { code name } } } } }',
    ],
  ])("lets pass %s", async (_what, query) => {
    expect((await gateway.ask(query, nation)).errors).toBeUndefined();
  });
});
