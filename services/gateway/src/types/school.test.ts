import { applyBatch } from "@lianxiao/read-model";
import { afterAll, describe, expect, test } from "vitest";
import { approved, event, groupId, joined, opened, schoolId } from "../../../../test/events.ts";
import { createLog, freshReadModel } from "../../../../test/projection.ts";
import { codes, serve } from "../fixture.ts";

const model = await freshReadModel();
const gateway = await serve(model);
const { ask } = gateway;
const recorded = createLog();
const [own, privately, point, late] = ["2133000001", "2133000003", "2133000004", "2133000007"] as const;
const [ninth, elsewhere] = ["3133000002", "2133000005"] as const;
const id = (code: string): string => schoolId(Number(code));
const group = groupId(1);

/** Four schools in 滨江, one in 西湖; the first leads a group from 2022-09-01, the second joins it on 2023-09-01. */
await applyBatch(model, [
  recorded(opened(id(own), { code: own, name: "滨江第一小学" })),
  recorded(opened(id(ninth), { code: ninth, name: "滨江第二中学", type: "311" })),
  recorded(opened(id(privately), { code: privately, name: "滨江民办小学", ownership: "PRIVATE" })),
  recorded(opened(id(point), { code: point, name: "滨江教学点", type: "218" })),
  recorded(opened(id(elsewhere), { code: elsewhere, name: "西湖小学", administeredBy: "330106" })),
  recorded(event("RegionMerged", { id: "330104", into: ["330102"], on: "2021-04-09" })),
  ...approved(group, id(own), { name: "滨江教育集团", on: "2022-09-01" }).map((one) => recorded(one)),
  recorded(joined(id(ninth), group, { on: "2023-09-01" })),
]);

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

describe("schools and groups", () => {
  const listing = `query ($first: Int, $after: String) { schools(first: $first, after: $after) {
    edges { cursor node { code name typeName administeredBy { name } memberships { role since group { name } } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  type Listed = {
    readonly edges: readonly { readonly node: { readonly code: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
  const page = async (variables: Record<string, unknown>) => {
    const { data } = await ask(listing, { variables });
    return data?.["schools"] as Listed;
  };

  test("are read page by page, each once, as they stood for the first page", async () => {
    const first = await page({ first: 2 });
    await applyBatch(model, [recorded(opened(id(late), { code: late, name: "新来的" }))]);
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    const found = [...first.edges, ...second.edges].map(({ node }) => node.code);
    expect(found).toEqual([own, privately, point, ninth]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    const afresh = await page({ first: 100 });
    expect(afresh.edges.map(({ node }) => node.code)).toEqual([own, privately, point, late, ninth]);
  });

  test.each([0, -1, 101, -100_000])("are not listed in pages of %i", async (first) => {
    const answer = await ask(listing, { variables: { first } });
    expect([answer.status, codes(answer)]).toEqual([400, ["PAGE_SIZE_INVALID"]]);
    expect(codes(await ask(`{ groups(first: ${first}) { pageInfo { hasNextPage } } }`))).toEqual(["PAGE_SIZE_INVALID"]);
  });

  test("do not go on from a cursor that was forged, or made for another list or reader", async () => {
    const { pageInfo } = await page({ first: 1 });
    expect(codes(await ask(listing, { variables: { first: 1, after: "Zm9yZ2Vk" } }))).toEqual(["CURSOR_INVALID"]);
    const other = `query ($after: String) { groups(after: $after) { pageInfo { endCursor } } }`;
    expect(codes(await ask(other, { variables: { after: pageInfo.endCursor } }))).toEqual(["CURSOR_INVALID"]);
    const reader = await ask(listing, { variables: { first: 1, after: pageInfo.endCursor }, as: "auditor-330108" });
    expect([reader.status, codes(reader)]).toEqual([400, ["CURSOR_INVALID"]]);
  });

  test("know each other on the day", async () => {
    const fields = `name kind status since region { name } lead { code }
      members { role school { code name } group { name } campuses since }`;
    const { data } = await ask(`{
      group(id: "${group}", asOf: "2023-09-01") { ${fields} }
      before: group(id: "${group}", asOf: "2022-08-31") { status since members { role } }
      school(code: "${ninth}", asOf: "2023-09-01") { id name typeName memberships { role group { id } } } }`);
    expect(data).toEqual({
      group: {
        name: "滨江教育集团",
        kind: "GROUP",
        status: "ACTIVE",
        since: "2022-09-01",
        region: { name: "滨江区" },
        lead: { code: own },
        members: [
          {
            role: "MEMBER",
            school: { code: ninth, name: "滨江第二中学" },
            group: { name: "滨江教育集团" },
            campuses: null,
            since: "2023-09-01",
          },
        ],
      },
      before: { status: "DRAFT", since: null, members: [] },
      school: {
        id: id(ninth),
        name: "滨江第二中学",
        typeName: "初级中学",
        memberships: [{ role: "MEMBER", group: { id: group } }],
      },
    });
  });

  test("of another county look as if they did not exist", async () => {
    const both = `{ a: school(id: "${id(own)}") { name } b: school(code: "2133888888") { name } c: school(id: "x") { name }
      d: group(id: "${group}") { name } e: group(id: "${groupId(9)}") { name }
      schools { edges { node { code } } } groups(region: "330108") { edges { node { name } } } }`;
    const { data } = await ask(both, { as: "county-330106" });
    expect(data).toEqual({
      a: null,
      b: null,
      c: null,
      d: null,
      e: null,
      schools: { edges: [{ node: { code: elsewhere } }] },
      groups: { edges: [] },
    });
  });

  test("are seen by a school account as by the county that administers it, and by a stranger not at all", async () => {
    const query = "{ schools(first: 3) { edges { node { code } } } }";
    expect((await ask(query, { as: `member-${ninth}` })).data).toEqual((await ask(query)).data);
    expect((await ask(query, { as: "member-2133999999" })).data).toEqual({ schools: { edges: [] } });
  });

  test("are found by a part of the name", async () => {
    const { data } =
      await ask(`{ schools(search: "民办") { edges { node { code } } } groups(search: "教育", status: ACTIVE,
      kind: GROUP) { edges { node { name } } } }`);
    expect(data).toEqual({
      schools: { edges: [{ node: { code: privately } }] },
      groups: { edges: [{ node: { name: "滨江教育集团" } }] },
    });
  });
});

describe("a region", () => {
  test("has what lies above and below it on the day", async () => {
    const { data } = await ask(`{ region(code: "330100", asOf: "2022-01-01") { name level status parent { code name }
      children { code } } none: region(code: "999999") { name } }`);
    const found = data?.["region"] as { children: { code: string }[] };
    const { children, ...city } = found;
    expect(city).toEqual({
      name: "杭州市",
      level: "CITY",
      status: "IN_FORCE",
      parent: { code: "330000", name: "浙江省" },
    });
    expect(children.map(({ code }) => code)).toEqual(expect.arrayContaining(["330102", "330108"]));
    expect(children.map(({ code }) => code)).not.toContain("330104");
    expect(data?.["none"]).toBeNull();
  });
});
