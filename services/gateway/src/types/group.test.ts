import { randomUUID } from "node:crypto";
import { applyBatch } from "@lianxiao/read-model";
import { afterAll, describe, expect, test } from "vitest";
import { approved, entered, event, groupId, joined, opened, proposed, schoolId } from "../../../../test/events.ts";
import { createLog, freshReadModel } from "../../../../test/projection.ts";
import { codes, serve } from "../fixture.ts";

const model = await freshReadModel();
const gateway = await serve(model);
const { ask } = gateway;
const recorded = createLog(new Date("2026-03-01T00:00:00Z"));
const [group, orphan] = [groupId(1), groupId(2)];
const former = schoolId(6);
const [lead, member, invited, asking, declining] = [1, 2, 3, 4, 5].map(schoolId) as [
  string,
  string,
  string,
  string,
  string,
];
const invitation = entered(randomUUID(), proposed(invited, group, { on: "2025-09-01", role: "CORE", campuses: ["1"] }));
const request = entered(randomUUID(), proposed(asking, group, { on: "2025-10-01", by: "SCHOOL" }));
const refusal = entered(randomUUID(), proposed(declining, group, { on: "2025-11-01" }));

/** A group of 滨江 with a member of 上城 (330102), and proposals to two further schools there and one of 西湖 (330106). */
await applyBatch(
  model,
  [
    opened(lead, { code: "2133000001", name: "滨江实验小学" }),
    opened(member, { code: "2133000002", name: "上城小学", administeredBy: "330102" }),
    opened(invited, { code: "2133000003", name: "上城二小", administeredBy: "330102" }),
    opened(asking, { code: "2133000004", name: "上城三小", administeredBy: "330102" }),
    opened(declining, { code: "2133000005", name: "西湖小学", administeredBy: "330106" }),
    ...approved(group, lead, { name: "滨江教育集团", on: "2022-09-01" }),
    joined(lead, group, { role: "LEAD", on: "2022-09-01" }),
    joined(member, group, { on: "2023-09-01" }),
    event("SchoolLeftGroup", { schoolId: member, groupId: group, on: "2027-09-01" }),
    invitation,
    request,
    refusal,
    joined(asking, group, { on: "2025-10-01", proposal: request.id }),
    {
      type: "MembershipProposalEnded" as const,
      data: { schoolId: declining, groupId: group, proposal: refusal.id },
    },
    opened(former, { code: "2133000006", name: "滨江旧校" }),
    ...approved(orphan, former, { on: "2022-09-01" }),
    event("GroupLeadLost", { groupId: orphan, on: "2024-09-01", leadSchoolId: former, because: "LEFT" }),
  ].map((one) => recorded(one)),
);

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

describe("whoever is responsible for a group", () => {
  test("sees all of its members with id, code, name and period, also of another region", async () => {
    const query = `{ group(id: "${group}", asOf: "2024-09-01") { members { schoolId schoolCode schoolName role since until
      school { name } } } }`;
    const other = {
      schoolId: member,
      schoolCode: "2133000002",
      schoolName: "上城小学",
      role: "MEMBER",
      since: "2023-09-01",
      until: "2027-09-01",
      school: null,
    };
    const own = {
      schoolId: lead,
      schoolCode: "2133000001",
      schoolName: "滨江实验小学",
      role: "LEAD",
      since: "2022-09-01",
    };
    for (const as of ["county-330108", "lead-2133000001"])
      expect((await ask(query, { as })).data).toMatchObject({ group: { members: [own, other] } });
  });
});

test("a group that lost its lead is in the list of those that wait for one, on the days on which it waits", async () => {
  const waiting = (args: string, as = "county-330108") =>
    ask(`{ groups(status: WAITING_FOR_LEAD${args}) { edges { node { id lead { name } } } } }`, { as });
  const found = { data: { groups: { edges: [{ node: { id: orphan, lead: { name: "滨江旧校" } } }] } } };
  expect(await waiting("")).toMatchObject(found);
  expect(await waiting(', region: "330100"', "city-330100")).toMatchObject(found);
  for (const [args, as] of [
    [', asOf: "2024-08-31"'],
    [', knownAt: "2026-03-01T00:01:00Z"'],
    ["", "county-330102"],
  ] as const)
    expect((await waiting(args, as)).data).toEqual({ groups: { edges: [] } });
});

describe("invitations and requests", () => {
  type Listed = {
    readonly edges: readonly { readonly node: unknown }[];
    readonly pageInfo: { readonly endCursor: string };
  };
  const list = async (args: string, as = "county-330108", fields = "id state") => {
    const { data } = await ask(
      `{ membershipProposals${args} { edges { node { ${fields} } } pageInfo { endCursor } } }`,
      {
        as,
      },
    );
    // What a test says of the answer shows whether it has this shape.
    const found = data?.["membershipProposals"] as Listed;
    return { nodes: found.edges.map(({ node }) => node), end: found.pageInfo.endCursor };
  };
  const waiting = { id: invitation.id, state: "WAITING" };
  const accepted = { id: request.id, state: "ACCEPTED" };
  const ended = { id: refusal.id, state: "ENDED" };

  test("are listed with all that an answer needs, by the day they are meant for", async () => {
    const fields = `id state by on role tightness campuses proposedAt answeredAt schoolId schoolCode schoolName
      groupId groupName school { name } group { name status proposals { id } } asOf`;
    const { nodes } = await list("(state: WAITING)", "county-330108", fields);
    expect(nodes).toEqual([
      {
        ...waiting,
        by: "GROUP",
        on: "2025-09-01",
        role: "CORE",
        tightness: "LOOSE",
        campuses: ["1"],
        proposedAt: "2026-03-01T00:11:00.000Z",
        answeredAt: null,
        schoolId: invited,
        schoolCode: "2133000003",
        schoolName: "上城二小",
        groupId: group,
        groupName: "滨江教育集团",
        school: null,
        group: {
          name: "滨江教育集团",
          status: "ACTIVE",
          proposals: [waiting, ended, accepted].map(({ id }) => ({ id })),
        },
        asOf: "2026-11-22",
      },
    ]);
    expect((await list("")).nodes).toEqual([waiting, accepted, ended]);
  });

  test("are filtered by region, state and side, and read page by page", async () => {
    expect((await list('(region: "330102")', "city-330100")).nodes).toEqual([waiting, accepted]);
    expect((await list("(by: SCHOOL)", "city-330100")).nodes).toEqual([accepted]);
    expect((await list("(state: ENDED, by: GROUP)", "city-330100")).nodes).toEqual([ended]);
    const first = await list("(first: 2)");
    expect(first.nodes).toEqual([waiting, accepted]);
    expect((await list(`(first: 2, after: "${first.end}")`)).nodes).toEqual([ended]);
    expect(codes(await ask('{ membershipProposals(region: "999999") { pageInfo { endCursor } } }'))).toEqual([
      "REGION_UNKNOWN",
    ]);
  });

  test("stand as they were known to at an instant", async () => {
    expect((await list('(knownAt: "2026-03-01T00:13:00Z")')).nodes).toEqual([
      waiting,
      { ...accepted, state: "WAITING" },
      { ...ended, state: "WAITING" },
    ]);
    expect((await list('(knownAt: "2026-03-01T00:10:00Z")')).nodes).toEqual([]);
  });

  test("are seen by the school's region without the group, by the school itself, and by no third party", async () => {
    const fields = "id groupName group { name } school { name proposals { state } }";
    const node = {
      id: refusal.id,
      groupName: "滨江教育集团",
      group: null,
      school: { name: "西湖小学", proposals: [{ state: "ENDED" }] },
    };
    for (const as of ["county-330106", "member-2133000005"]) expect((await list("", as, fields)).nodes).toEqual([node]);
    for (const as of ["county-330109", "province-440000", "member-2133999999"]) {
      const answer = await ask(
        `{ membershipProposals { edges { node { ${fields} } } } group(id: "${group}") { proposals { id } }
          school(id: "${invited}") { proposals { id } } }`,
        { as },
      );
      expect(answer.data).toEqual({ membershipProposals: { edges: [] }, group: null, school: null });
    }
  });

  test("of others are not shown to a county that has a member in the group", async () => {
    const { data } = await ask(`{ group(id: "${group}") { proposals { id } } }`, { as: "county-330102" });
    expect(data).toEqual({ group: { proposals: [{ id: invitation.id }, { id: request.id }] } });
  });

  test("beside groups and schools cost what twenty of each cost", async () => {
    const { extensions } = await ask("{ groups(first: 1) { edges { node { proposals { id } } } } }");
    // The list, its edge and node, the field, and twenty ids.
    expect(extensions?.cost).toBe(10 + 1 + 1 + 1 + 20);
  });
});
