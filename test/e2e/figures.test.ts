import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { coverageOf, type System, startSystem } from "./system.ts";

// The published figures, computed from the demo data, which is recorded by HTTP commands. The ids in parentheses are
// those of the demo data's README.
let system: System;
beforeAll(async () => {
  system = await startSystem({ empty: false });
  // More than a thousand commands, each durable before the next of its stream.
}, 400_000);
afterAll(() => system.close());

const ask = (args: string, account = "bureau-330000") => coverageOf(system, account, args);
const of = (numerator: number, denominator: number, rate: number) => ({ numerator, denominator, rate, reason: null });

describe("滨江 2023 (BJ1, BJ3)", () => {
  const at = `region: "330108", asOf: "2023-09-01"`;
  test("all 34 schools are in groups", async () => expect(await ask(at)).toEqual(of(34, 34, 100)));
  test("all 36 campuses", async () => expect(await ask(`${at}, basis: CAMPUSES`)).toEqual(of(36, 36, 100)));
  test("all 49 089 pupils", async () => expect(await ask(`${at}, basis: PUPILS`)).toEqual(of(49_089, 49_089, 100)));
  test("36 825 pupils in the primary stage", async () =>
    expect(await ask(`${at}, basis: PUPILS, stage: PRIMARY`)).toEqual(of(36_825, 36_825, 100)));
  test("12 264 pupils in the junior stage", async () =>
    expect(await ask(`${at}, basis: PUPILS, stage: JUNIOR`)).toEqual(of(12_264, 12_264, 100)));
  test("25 schools have a primary stage", async () =>
    expect(await ask(`${at}, stage: PRIMARY`)).toEqual(of(25, 25, 100)));
  test("14 schools have a junior stage", async () =>
    expect(await ask(`${at}, stage: JUNIOR`)).toEqual(of(14, 14, 100)));
  test("one private school has 1 595 pupils", async () => {
    expect(await ask(`${at}, ownership: PRIVATE`)).toEqual(of(1, 1, 100));
    expect(await ask(`${at}, ownership: PRIVATE, basis: PUPILS`)).toEqual(of(1_595, 1_595, 100));
  });
  test("10 groups are active", async () => {
    type Groups = { groups: { edges: { node: { status: string } }[] } };
    const { groups } = await system.query<Groups>(
      "bureau-330108",
      `{ groups(region: "330108", asOf: "2023-09-01", first: 100) { edges { node { status } } } }`,
    );
    expect(groups.edges.filter(({ node }) => node.status === "ACTIVE")).toHaveLength(10);
  });
  test("the query returns the published shape", async () => {
    const answer = await system.query<{ coverage: Record<string, unknown> }>(
      "bureau-330108",
      `{ coverage(region: "330108", rate: GROUP, basis: SCHOOLS, asOf: "2023-09-01", knownAt: "${new Date().toISOString()}", stage: PRIMARY, ownership: PUBLIC) {
         numerator denominator rate unit asOf knownAt position definition { id version textZh }
         children { region { code name } numerator denominator rate } } }`,
    );
    expect(answer.coverage).toMatchObject({ unit: "SCHOOL", asOf: "2023-09-01", rate: 100, children: [] });
    expect(answer.coverage["definition"]).toMatchObject({ id: "B1", textZh: expect.stringContaining("集团") });
  });
});

describe("杭州, end of 2018 (HG1, F7)", () => {
  test("58.27 % of the city's schools", async () => {
    const { rate, numerator, denominator } = await ask(`region: "330100", asOf: "2018-12-31"`);
    expect(rate).toBe(58.27);
    expect(Math.round((numerator / denominator) * 10_000)).toBe(5827);
  });
  test("83.85 % of the schools of the six urban districts, by the set's definition", async () => {
    type Answer = {
      coverageOfSet: {
        rate: number;
        set: { name: string; note: string; members: { code: string }[] };
        children: { numerator: number }[];
      };
    };
    const { coverageOfSet } = await system.query<Answer>(
      "bureau-330100",
      `{ coverageOfSet(set: "hangzhou-urban-6", asOf: "2018-12-31") { rate numerator denominator set { name note members { code } } children { region { code } numerator denominator } } }`,
    );
    expect(coverageOfSet.rate).toBe(83.85);
    expect(coverageOfSet.set.members.map(({ code }) => code).toSorted()).toEqual([
      "330102",
      "330103",
      "330104",
      "330105",
      "330106",
      "330108",
    ]);
  });
  test("the city is the sum of its districts, never their average", async () => {
    type Part = { numerator: number; denominator: number };
    const { coverage } = await system.query<{ coverage: Part & { children: Part[] } }>(
      "bureau-330100",
      `{ coverage(region: "330100", asOf: "2018-12-31") { numerator denominator children { numerator denominator } } }`,
    );
    expect(coverage.children.length).toBeGreaterThanOrEqual(13);
    expect(coverage.children.reduce((sum, { numerator }) => sum + numerator, 0)).toBe(coverage.numerator);
    expect(coverage.children.reduce((sum, { denominator }) => sum + denominator, 0)).toBe(coverage.denominator);
  });
});

describe("上城 and 江干 (SC1)", () => {
  test("江干 has figures of its own as of 2020", async () =>
    expect((await ask(`region: "330104", asOf: "2020-09-01"`)).denominator).toBeGreaterThan(0));
  test("江干 is abolished as of 2022, and its schools count in 上城", async () => {
    const [jianggan, before, after] = await Promise.all([
      ask(`region: "330104", asOf: "2020-09-01"`),
      ask(`region: "330102", asOf: "2021-04-08"`),
      ask(`region: "330102", asOf: "2021-04-09"`),
    ]);
    expect(after.denominator).toBeGreaterThan(before.denominator);
    expect(after.denominator).toBeLessThanOrEqual(before.denominator + jianggan.denominator);
    expect(await ask(`region: "330104", asOf: "2022-09-01"`)).toEqual({
      numerator: 0,
      denominator: 0,
      rate: null,
      reason: "REGION_ABOLISHED",
    });
  });
  test("the region has its status and its successor", async () => {
    type Answer = { region: { status: string; successor: { code: string } } };
    const { region } = await system.query<Answer>(
      "bureau-330100",
      `{ region(code: "330104", asOf: "2022-09-01") { status successor { code } } }`,
    );
    expect(region).toEqual({ status: "ABOLISHED", successor: { code: "330102" } });
  });
});

describe("福田 (FT1, FT3, FT4)", () => {
  test("9 zones reach 27 of 116 campuses", async () =>
    expect(await ask(`region: "440304", rate: ZONE, basis: CAMPUSES, asOf: "2024-12-31"`, "bureau-440304")).toEqual(
      of(27, 116, 23.28),
    ));
  test("7 groups and 9 zones are active", async () => {
    type Groups = { groups: { edges: { node: { kind: string; status: string } }[] } };
    const { groups } = await system.query<Groups>(
      "bureau-440304",
      `{ groups(region: "440304", asOf: "2024-12-31", first: 100) { edges { node { kind status } } } }`,
    );
    const active = groups.edges.map(({ node }) => node).filter(({ status }) => status === "ACTIVE");
    expect([
      active.filter(({ kind }) => kind === "GROUP").length,
      active.filter(({ kind }) => kind === "GREATER_ZONE").length,
    ]).toEqual([7, 9]);
  });
});

describe("茫崖 (MY1)", () => {
  test("has four different lists of schools and teaching points", async () => {
    const lists = await Promise.all(
      ["2019-09-01", "2021-09-01", "2023-09-01", "2026-09-01"].map(async (asOf) => {
        type Schools = { schools: { edges: { node: { name: string; type: string } }[] } };
        const { schools } = await system.query<Schools>(
          "bureau-632803",
          `{ schools(region: "632803", asOf: "${asOf}", first: 100) { edges { node { name type } } } }`,
        );
        return schools.edges.map(({ node }) => `${node.name} ${node.type}`).toSorted();
      }),
    );
    expect(new Set(lists.map((list) => list.join())).size).toBe(4);
    expect(lists[0]?.join()).toContain("冷湖中学");
    expect(lists[3]?.join()).toContain("茫崖镇教学点");
  });
});
