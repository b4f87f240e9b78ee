import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  type AnyEvent,
  approved,
  correction,
  type Entered,
  entered,
  event,
  joined,
  proposed,
} from "../../../test/events.ts";
import {
  city,
  cityForEachTest,
  common,
  county,
  group,
  happens,
  happensAt,
  primary,
  type Reader,
  read,
  region,
  school,
} from "./fixture.ts";
import {
  groupProposals,
  type ProposalFilter,
  positionAt,
  proposals,
  proposalsBeside,
  schoolProposals,
} from "./index.ts";

cityForEachTest();

const { asOf, knownAt } = common;
const when = { asOf, knownAt };

const recorded = (said: AnyEvent): Entered => entered(randomUUID(), said);
const declined = (proposal: Entered, n = 2): Entered =>
  recorded({
    type: "MembershipProposalEnded",
    data: { schoolId: school(n), groupId: group(1), proposal: proposal.id },
  });
const accepted = (proposal: Entered, n = 2): Entered =>
  recorded(joined(school(n), group(1), { proposal: proposal.id }));
const corrects = (of: Entered, becomes: AnyEvent | null): Entered =>
  correction(randomUUID(), { corrects: of, becomes });

/** A group of the first county, and school 2 of the second, which it may invite. */
const twoCounties = () =>
  happens(
    region(county(2), city()),
    region(county(3), city()),
    primary(1),
    primary(2, { administeredBy: county(2), code: "2133990002", name: "邻县小学" }),
    primary(3, { administeredBy: county(2) }),
    ...approved(group(1), school(1), { region: county(), name: "本县集团" }),
  );

const listed = (filter: ProposalFilter = {}, reader: Reader = {}) =>
  read(async (snapshot) => (await proposals(snapshot, { ...when, first: 100, ...filter })).nodes, reader);

const states = async (reader: Reader = {}) => (await listed({}, reader)).map(({ state }) => state);

/** The names of the invited school, or of the group, that can be read at all. */
const namesOf = (view: "member_school" | "proposing_group", regions: readonly string[]) =>
  read(
    async (snapshot) => {
      const { rows } = await sql<{ name: string }>`
        select distinct name from ${sql.id(view)} t
        where ${view === "member_school" ? sql`school_id = ${school(2)}` : sql`group_id = ${group(1)}`}`.execute(
        snapshot.sql,
      );
      return rows.map(({ name }) => name);
    },
    { regions },
  );

describe("a proposal", () => {
  test("waits until it is answered, and tells when it was made and when and how it was answered", async () => {
    await twoCounties();
    const [invitation, request] = [
      recorded(proposed(school(2), group(1), { on: "2024-09-01", role: "CORE", campuses: ["1"] })),
      recorded(proposed(school(3), group(1), { by: "SCHOOL" })),
    ];
    const [first, second, third] = [1, 2, 3].map((day) => new Date(`2026-03-0${day}T02:00:00Z`)) as [Date, Date, Date];
    await happensAt(first, invitation, request);
    await happensAt(second, declined(request, 3));
    await happensAt(third, accepted(invitation));
    expect(await listed()).toMatchObject([
      { id: request.id, by: "SCHOOL", on: "2021-09-01", state: "ENDED", proposedAt: first, answeredAt: second },
      {
        id: invitation.id,
        schoolId: school(2),
        schoolCode: "2133990002",
        schoolName: "邻县小学",
        groupId: group(1),
        groupName: "本县集团",
        by: "GROUP",
        on: "2024-09-01",
        role: "CORE",
        tightness: "LOOSE",
        campuses: ["1"],
        state: "ACCEPTED",
        proposedAt: first,
        answeredAt: third,
      },
    ]);
    const before = await read(async (snapshot) => {
      const knownAt = await positionAt(snapshot, second);
      return (await proposals(snapshot, { asOf, knownAt, first: 100 })).nodes;
    });
    expect(before.map(({ state, proposedAt, answeredAt }) => [state, proposedAt, answeredAt])).toEqual([
      ["ENDED", first, second],
      ["WAITING", first, null],
    ]);
  });

  test("stands as its record was corrected", async () => {
    await twoCounties();
    const invitation = recorded(proposed(school(2), group(1)));
    const answer = accepted(invitation);
    await happens(invitation, answer, corrects(answer, null));
    expect(await states()).toEqual(["WAITING"]);
    await happens(corrects(invitation, proposed(school(2), group(1), { on: "2022-09-01", tightness: "TIGHT" })));
    expect(await listed()).toMatchObject([{ id: invitation.id, on: "2022-09-01", tightness: "TIGHT" }]);
    await happens(corrects(invitation, null));
    expect(await listed()).toEqual([]);
  });

  test("is not answered by a joining that does not name it", async () => {
    await twoCounties();
    await happens(recorded(proposed(school(2), group(1), { on: "2024-09-01" })), joined(school(2), group(1)));
    expect(await states()).toEqual(["WAITING"]);
  });
});

describe("proposals are seen", () => {
  test("by who administers the school and who is responsible for the group, with both names, and by nobody else", async () => {
    await twoCounties();
    await happens(recorded(proposed(school(2), group(1))));
    const names = async (regions: readonly string[]) =>
      (await listed({}, { regions })).map(({ schoolName, schoolCode, groupName }) => [
        schoolName,
        schoolCode,
        groupName,
      ]);
    for (const region of [city(), county(), county(2)])
      expect(await names([region]), region).toEqual([["邻县小学", "2133990002", "本县集团"]]);
    for (const regions of [[county(3)], ["330108"], [""], []]) expect(await names(regions)).toEqual([]);
  });

  test("not by a county that merely has another member in the group", async () => {
    await twoCounties();
    await happens(primary(4, { administeredBy: county(3) }), joined(school(4), group(1)));
    await happens(recorded(proposed(school(2), group(1))));
    expect(await states({ regions: [county(3)] })).toEqual([]);
  });

  test("with the names of the day from which the school is to be a member, and none of before or after", async () => {
    await twoCounties();
    const renamed = (on: string, name: string) => event("SchoolRenamed", { schoolId: school(2), on, name });
    await happens(renamed("2022-03-01", "受邀时"), renamed("2023-03-01", "改名后"));
    await happens(event("GroupRenamed", { groupId: group(1), on: "2023-03-01", name: "改名后的集团" }));
    await happens(recorded(proposed(school(2), group(1), { on: "2022-09-01" })));
    for (const region of [county(), county(2)])
      expect(await listed({}, { regions: [region] })).toMatchObject([{ schoolName: "受邀时", groupName: "本县集团" }]);
    expect(await namesOf("member_school", [county()])).toEqual(["受邀时"]);
    expect(await namesOf("proposing_group", [county(2)])).toEqual(["本县集团"]);
    for (const regions of [[county(3)], []])
      expect([await namesOf("member_school", regions), await namesOf("proposing_group", regions)]).toEqual([[], []]);
  });
});

describe("the list of proposals", () => {
  test("is filtered by region of either side, by state and by who proposed, and comes in pages", async () => {
    await twoCounties();
    const request = recorded(proposed(school(1), group(1), { by: "SCHOOL", on: "2022-09-01" }));
    await happens(
      ...approved(group(2), school(3), { region: county(2) }),
      recorded(proposed(school(2), group(1), { on: "2021-09-01" })),
      request,
      recorded(proposed(school(3), group(2), { on: "2023-09-01" })),
      declined(request, 1),
    );
    const days = async (filter: ProposalFilter) => (await listed(filter)).map(({ on }) => on.slice(0, 4));
    expect(await days({})).toEqual(["2021", "2022", "2023"]);
    expect(await days({ region: county() })).toEqual(["2021", "2022"]);
    expect(await days({ region: county(2) })).toEqual(["2021", "2023"]);
    expect(await days({ region: county(3) })).toEqual([]);
    expect(await days({ by: "SCHOOL" })).toEqual(["2022"]);
    expect(await days({ state: "WAITING" })).toEqual(["2021", "2023"]);
    const paged = await read(async (snapshot) => {
      const one = await proposals(snapshot, { ...when, first: 2 });
      const two = await proposals(snapshot, { ...when, first: 2, after: one.nodes.at(-1)?.cursor });
      return [one.hasNextPage, ...[...one.nodes, ...two.nodes].map(({ on }) => on.slice(0, 4)), two.hasNextPage];
    });
    expect(paged).toEqual([true, "2021", "2022", "2023", false]);
  });

  test("beside a school or a group has at most twenty, first those that wait", async () => {
    await twoCounties();
    for (let n = 0; n < proposalsBeside + 2; n += 1) {
      const request = recorded(proposed(school(2), group(1), { by: "SCHOOL", on: `2022-10-${10 + n}` }));
      await happens(request, ...(n === 0 ? [] : [declined(request)]));
    }
    const beside = await read(async (snapshot) => [
      await groupProposals(snapshot, { ...when, groupIds: [group(1), group(2)] }),
      await schoolProposals(snapshot, { ...when, schoolIds: [school(2), school(3)] }),
    ]);
    for (const found of beside) {
      expect(found).toHaveLength(proposalsBeside);
      expect(found.slice(0, 2)).toMatchObject([
        { state: "WAITING", on: "2022-10-10" },
        { state: "ENDED", on: "2022-10-31" },
      ]);
    }
  });
});
