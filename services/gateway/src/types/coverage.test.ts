import { applyBatch } from "@lianxiao/read-model";
import { afterAll, describe, expect, test } from "vitest";
import { approved, event, groupId, joined, opened, schoolId } from "../../../../test/events.ts";
import { createLog, freshReadModel } from "../../../../test/projection.ts";
import { now, serve } from "../fixture.ts";

const model = await freshReadModel();
const gateway = await serve(model);
const { ask } = gateway;
const recorded = createLog(new Date("2026-01-01T00:00:00Z"));
const [lead, ninth, privately, point, western, eastern] = [1, 2, 3, 4, 5, 6].map(schoolId) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const later = new Date("2026-02-01T00:00:00Z");

/**
 * 滨江: a public primary school, a public junior school, a private primary school and a 教学点; 西湖 and 江干 a school each.
 * The first leads a group from 2022-09-01; the second joins on 2023-09-01, recorded a month after all else. 江干 ends in 2021.
 */
await applyBatch(model, [
  recorded({ type: "RegionSetDefined", data: { set: "two", name: "两区", members: ["330106", "330108"] } }),
  recorded(
    event("RegionOpened", {
      id: "330104",
      code: "330104",
      name: "江干区",
      level: "COUNTY",
      parent: "330100",
      on: null,
    }),
  ),
  recorded(opened(lead)),
  recorded(opened(ninth, { type: "311" })),
  recorded(opened(privately, { ownership: "PRIVATE" })),
  recorded(opened(point, { type: "218" })),
  recorded(opened(western, { administeredBy: "330106" })),
  recorded(opened(eastern, { administeredBy: "330104" })),
  recorded(
    event("RateDefinedLocally", {
      id: "330100",
      rate: "GROUP",
      options: { includeTeachingPoints: true },
      text: "教学点计入",
      on: "2025-01-01",
    }),
  ),
  recorded(event("RegionMerged", { id: "330104", into: ["330102"], on: "2021-04-09" })),
  ...approved(groupId(1), lead, { on: "2022-09-01" }).map((one) => recorded(one)),
  recorded(joined(ninth, groupId(1), { on: "2023-09-01" }), later),
]);

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

const coverage = (args: string, fields = "numerator denominator rate reason") => `{ coverage(${args}) { ${fields} } }`;

describe("coverage", () => {
  test("by the region's own definition tells which that is, and null where there is none (地方口径)", async () => {
    const fields = "denominator options { name values } local { since text region { name } }";
    const { data } = await ask(coverage('region: "330108", local: true, asOf: "2025-09-01"', fields));
    expect(data?.["coverage"]).toEqual({
      denominator: 4,
      options: [{ name: "includeTeachingPoints", values: ["true"] }, expect.objectContaining({ name: "kinds" })],
      local: { since: "2025-01-01", text: "教学点计入", region: { name: "杭州市" } },
    });
    const before = await ask(
      coverage('region: "330108", local: true, asOf: "2024-12-31"', "denominator local { text }"),
    );
    expect(before.data?.["coverage"]).toEqual({ denominator: 3, local: null });
  });

  test("tells the options that apply, and refuses one that the rate does not have or of another value", async () => {
    const options = "options { name values description }";
    const { data } = await ask(coverage('region: "330108", rate: ZONE, includeTeachingPoints: true', options));
    expect(data?.["coverage"]).toEqual({
      options: [
        { name: "includeTeachingPoints", values: ["true"], description: expect.stringContaining("教学点") },
        { name: "kinds", values: ["ZONE", "GREATER_ZONE"], description: expect.any(String) },
      ],
    });
    const refused = await ask(coverage('region: "330108", rate: ZONE, kinds: [GROUP]'));
    expect(refused.errors).toMatchObject([{ extensions: { code: "OPTION_INVALID", option: "kinds" } }]);
  });

  test("answers with everything that it rests on", async () => {
    const { data, extensions } =
      await ask(`{ coverage(region: "330108", rate: GROUP, basis: SCHOOLS, asOf: "2023-09-01",
      knownAt: "2026-11-22T00:00:00Z", stage: PRIMARY, ownership: PUBLIC) {
        numerator denominator rate unit reason asOf knownAt position definition { id version textZh }
        region { code name } children { region { code name } numerator denominator rate } } }`);
    expect(data?.["coverage"]).toEqual({
      numerator: 1,
      denominator: 1,
      rate: 100,
      unit: "SCHOOL",
      reason: null,
      asOf: "2023-09-01",
      knownAt: "2026-11-22T00:00:00.000Z",
      position: extensions?.position,
      definition: { id: "B1", version: 2, textZh: expect.stringContaining("集团化覆盖率") },
      region: { code: "330108", name: "滨江区" },
      children: [],
    });
  });

  test.each([
    ['region: "330108", asOf: "2023-09-01"', 2, 3, 66.67, null],
    ['region: "330108", asOf: "2023-09-01", stage: PRIMARY', 1, 2, 50, null],
    ['region: "330108", asOf: "2023-09-01", stage: JUNIOR', 1, 1, 100, null],
    ['region: "330108", asOf: "2023-09-01", ownership: PRIVATE', 0, 1, 0, null],
    ['region: "330108", asOf: "2023-09-01", basis: CAMPUSES', 2, 3, 66.67, null],
    ['region: "330108", asOf: "2023-09-01", basis: PUPILS', 0, 0, null, "NO_RETURN"],
    ['region: "330108", asOf: "2023-09-01", urbanRural: URBAN', 2, 3, 66.67, null],
    ['region: "330108", asOf: "2023-09-01", urbanRural: TOWN_AND_RURAL', 0, 0, null, "EMPTY_SET"],
    ['region: "330108", asOf: "2023-09-01", includeTeachingPoints: true', 2, 4, 50, null],
    ['region: "330108", asOf: "2023-09-01", kinds: [ALLIANCE]', 0, 3, 0, null],
    ['region: "330108", asOf: "2023-09-01", rate: ZONE', 0, 3, 0, null],
    // One school on one campus is no group yet.
    ['region: "330108", asOf: "2022-09-01"', 0, 3, 0, null],
    ['region: "330108", asOf: "2019-09-01"', 0, 0, null, "EMPTY_SET"],
    // Before the joining was recorded.
    ['region: "330108", asOf: "2023-09-01", knownAt: "2026-01-31T23:59:59Z"', 0, 3, 0, null],
    ['region: "330108", asOf: "2023-09-01", knownAt: "2026-02-01T08:00:00+08:00"', 2, 3, 66.67, null],
    ['region: "330106"', 0, 0, null, "OUT_OF_SCOPE"],
  ])("of %s is %i of %i", async (args, numerator, denominator, rate, reason) => {
    const { data, errors } = await ask(coverage(args));
    expect(errors).toBeUndefined();
    expect(data?.["coverage"]).toEqual({ numerator, denominator, rate, reason });
  });

  test.each([
    ["", [["TEACHING_POINT", 1]]],
    [
      ", stage: JUNIOR",
      [
        ["OTHER_STAGE", 2],
        ["TEACHING_POINT", 1],
      ],
    ],
    [
      ", stage: PRIMARY, ownership: PUBLIC",
      [
        ["OTHER_OWNERSHIP", 1],
        ["OTHER_STAGE", 1],
        ["TEACHING_POINT", 1],
      ],
    ],
    [
      ", basis: PUPILS",
      [
        ["NO_RETURN", 3],
        ["TEACHING_POINT", 1],
      ],
    ],
  ])("says which schools it does not count, and why%s", async (args, expected) => {
    const fields = "denominator excluded { reason schools }";
    const { data } = await ask(coverage(`region: "330108", asOf: "2023-09-01"${args}`, fields));
    expect(data?.["coverage"]).toMatchObject({
      excluded: expected.map(([reason, schools]) => ({ reason, schools })),
    });
  });

  test("says nothing of schools outside the caller's scope or of a region that is gone", async () => {
    const fields = "reason excluded { reason }";
    const outside = await ask(coverage('region: "330106"', fields));
    expect(outside.data?.["coverage"]).toEqual({ reason: "OUT_OF_SCOPE", excluded: [] });
    const gone = await ask(coverage('region: "330104", asOf: "2022-09-01"', fields), { as: "city-330100" });
    expect(gone.data?.["coverage"]).toEqual({ reason: "REGION_ABOLISHED", excluded: [] });
  });

  test("of a city is divided into its counties, which add up to it", async () => {
    const fields = "numerator denominator children { region { code name level } numerator denominator rate }";
    const { data } = await ask(coverage('region: "330100", asOf: "2023-09-01"', fields), { as: "city-330100" });
    const found = data?.["coverage"] as { children: { denominator: number; region: unknown }[] };
    const { children, ...city } = found;
    expect(city).toEqual({ numerator: 2, denominator: 5 });
    expect(children.filter(({ denominator }) => denominator > 0)).toEqual([
      { region: { code: "330102", name: "上城区", level: "COUNTY" }, numerator: 0, denominator: 1, rate: 0 },
      { region: { code: "330106", name: "西湖区", level: "COUNTY" }, numerator: 0, denominator: 1, rate: 0 },
      { region: { code: "330108", name: "滨江区", level: "COUNTY" }, numerator: 2, denominator: 3, rate: 66.67 },
    ]);
  });

  test("of an abolished region names its successor", async () => {
    const fields = "rate reason region { status successor { code name } }";
    const { data } = await ask(coverage('region: "330104", asOf: "2022-09-01"', fields), { as: "city-330100" });
    expect(data?.["coverage"]).toEqual({
      rate: null,
      reason: "REGION_ABOLISHED",
      region: { status: "ABOLISHED", successor: { code: "330102", name: "上城区" } },
    });
    const before = await ask(coverage('region: "330104", asOf: "2020-09-01"'), { as: "city-330100" });
    expect(before.data?.["coverage"]).toEqual({ numerator: 0, denominator: 1, rate: 0, reason: null });
  });

  test("of a set of regions is divided into its members", async () => {
    const { data } = await ask(
      `{ coverageOfSet(set: "two", asOf: "2023-09-01") { numerator denominator rate region { code }
        set { id name note members { code name } } children { region { code } numerator denominator } }
        none: coverageOfSet(set: "no-such-set") { rate } }`,
      { as: "city-330100" },
    );
    expect(data).toEqual({
      coverageOfSet: {
        numerator: 2,
        denominator: 4,
        rate: 50,
        region: null,
        set: {
          id: "two",
          name: "两区",
          note: null,
          members: [
            { code: "330106", name: "西湖区" },
            { code: "330108", name: "滨江区" },
          ],
        },
        children: [
          { region: { code: "330106" }, numerator: 0, denominator: 1 },
          { region: { code: "330108" }, numerator: 2, denominator: 3 },
        ],
      },
      none: null,
    });
  });

  test("is asked about today in Shanghai and now unless told otherwise", async () => {
    const { data } = await ask(coverage('region: "330108"', "asOf knownAt"));
    expect(data?.["coverage"]).toEqual({ asOf: "2026-11-22", knownAt: now.toISOString() });
  });
});
